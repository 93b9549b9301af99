"""Schemas and examples of a description of an API: references followed, dialects made one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

Json = Mapping[str, object]

_DEEPEST = 8
_KEPT = frozenset({
    "type", "enum", "const", "required", "pattern", "minimum", "maximum", "minLength", "maxLength",
    "minItems", "maxItems", "uniqueItems", "multipleOf", "minProperties", "maxProperties",
    "exclusiveMinimum", "exclusiveMaximum",
})  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf")
_BY_FORMAT = {
    "date": "2026-01-15", "date-time": "2026-01-15T12:00:00Z", "uuid":
    "3f2b6c1e-8d4a-4b7e-9c55-0a1b2c3d4e5f", "email": "anna@customers.example",
    "uri": "https://customers.example/", "ipv4": "192.0.2.1", "password": "Change-me-1",
}  # fmt: skip
_BY_TYPE: Mapping[str, object] = {
    "integer": 1, "number": 1.5, "boolean": True, "string": "text", "null": None,
}  # fmt: skip


class NoExample(ValueError):
    """A description gives no example of a value, and none can be made up in good faith."""


@dataclass(frozen=True, slots=True)
class Document:
    """A description of an API as it was read."""

    tree: Json

    def follow(self, node: object) -> Json:
        """Return what a node is, or what its reference leads to; empty where that is nowhere."""
        for _ in range(_DEEPEST):
            if not isinstance(node, Mapping):
                return {}
            if not isinstance(node.get("$ref"), str):
                return node
            node = self._at(str(node["$ref"]))
        return {}

    def _at(self, reference: str) -> object:
        node: object = self.tree
        if not reference.startswith("#/"):
            return None
        for part in reference[2:].split("/"):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, Mapping) else None
        return node

    def schema(self, node: object, above: tuple[str, ...] = ()) -> dict[str, object]:
        """Return a schema in JSON Schema's own words, with its references filled in.

        What refers to itself, and what nobody can check from outside, is left out.
        """
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        if (isinstance(reference, str) and reference in above) or len(above) > _DEEPEST:
            return {}
        above = (*above, str(reference))
        given = self.follow(node)
        found = {key: given[key] for key in given if key in _KEPT}
        hidden = self._hidden(given)
        required = found.pop("required", None)
        names = [str(name) for name in required] if isinstance(required, list) else []
        if shown := [name for name in names if name not in hidden]:
            found["required"] = shown
        properties = given.get("properties")
        if isinstance(properties, Mapping):
            found["properties"] = {
                str(name): self.schema(item, above)
                for name, item in properties.items()
                if name not in hidden
            }
        for key in ("items", "additionalProperties"):
            if isinstance(given.get(key), Mapping) and (below := self.schema(given[key], above)):
                found[key] = below
        for key in _LISTS:
            if isinstance(given.get(key), list):
                found[key] = [self.schema(item, above) for item in given[key]]  # type: ignore[attr-defined]
        return _one_dialect(found, nullable=bool(given.get("nullable") or given.get("x-nullable")))

    def _hidden(self, given: Json) -> frozenset[str]:
        """Return the properties that are sent and never answered."""
        properties = given.get("properties")
        items = properties.items() if isinstance(properties, Mapping) else ()
        return frozenset(str(name) for name, item in items if self.follow(item).get("writeOnly"))

    def example(self, node: object, depth: int = 0, *, made_up: bool = True) -> object:
        """Return an example of a value that a schema, parameter or body describes.

        Raises NoExample where none is given, and without `made_up`.
        """
        given = self.follow(node)
        written = _written(given, self)
        if written is not _NOTHING:
            return written
        if isinstance(given.get("schema"), Mapping):
            return self.example(given["schema"], depth, made_up=made_up)
        if not made_up or depth > _DEEPEST:
            raise NoExample
        return self._made_up(given, depth)

    def _made_up(self, given: Json, depth: int) -> object:
        for key in _LISTS:
            options = given.get(key)
            if isinstance(options, list) and options:
                made = [self.example(item, depth + 1) for item in options]
                if key == "allOf" and all(isinstance(item, Mapping) for item in made):
                    return {name: value for item in made for name, value in item.items()}  # type: ignore[attr-defined]
                return made[0]
        kind = _kind(given)
        if kind == "array":
            return [self.example(given.get("items"), depth + 1)]
        if kind == "object":
            return self._object(given, depth)
        if kind == "string":
            text = _BY_FORMAT.get(str(given.get("format")), "text")
            return text.ljust(int(str(given.get("minLength") or 0)), "x")
        least = given.get("minimum")
        return least if isinstance(least, int | float) and least > 1 else _BY_TYPE[kind]

    def _object(self, given: Json, depth: int) -> dict[str, object]:
        properties = given.get("properties")
        required = given.get("required")
        names = set(map(str, required)) if isinstance(required, list) else set()
        made = {}
        for name, item in properties.items() if isinstance(properties, Mapping) else ():
            below = self.follow(item)
            shown = _written(below, self) is not _NOTHING
            if not below.get("readOnly") and (name in names or shown):
                made[str(name)] = self.example(item, depth + 1)
        return made


_NOTHING = object()


def _written(given: Json, document: Document) -> object:
    """Return the example a description writes down, or _NOTHING."""
    for key in ("example", "x-example", "const"):
        if key in given:
            return given[key]
    examples = given.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if isinstance(examples, Mapping) and examples:
        first = document.follow(next(iter(examples.values())))
        if "value" in first:
            return first["value"]
    if "default" in given:
        return given["default"]
    choices = given.get("enum")
    return choices[0] if isinstance(choices, list) and choices else _NOTHING


def _kind(given: Json) -> str:
    kind = given.get("type")
    kinds = [str(item) for item in kind if item != "null"] if isinstance(kind, list) else [kind]
    if kinds and kinds[0]:
        return str(kinds[0]) if str(kinds[0]) in {*_BY_TYPE, "array", "object"} else "string"
    return "object" if "properties" in given else "array" if "items" in given else "string"


def _one_dialect(found: dict[str, object], *, nullable: bool) -> dict[str, object]:
    """Return a schema with OpenAPI 3.0's own words in those of JSON Schema."""
    for bound, key in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if found.get(key) is True:
            found[key] = found.pop(bound, 0)
        elif found.get(key) is False:
            del found[key]
    if found.get("type") == "file":
        return {}
    if nullable and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
        if isinstance(found.get("enum"), list):
            found["enum"] = [*found["enum"], None]  # type: ignore[misc]
    return found
