"""Turns a model into JSON Schema as people write files: no nulls, no titles, no hidden errors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from onetake.declare.schema_words import SHARED

_LATER = "x-onetake-shared"
_TELLING = {"pattern", "const", "enum", "format"}
_REFERENCES = {f"#/$defs/{name}" for name in SHARED}


class _Generator(GenerateJsonSchema):
    """Sets references to shared definitions aside, for pydantic knows only its own."""

    def generate_inner(self, schema: Any) -> dict[str, Any]:
        """Return the schema of one part of a model."""
        return _set_aside(super().generate_inner(schema))


def _set_aside(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_set_aside(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _set_aside(item) for key, item in schema.items()}
    if kept.get("$ref") in _REFERENCES:
        kept[_LATER] = kept.pop("$ref")
    return kept


def model_schema(
    model: type[BaseModel], prefix: str, definitions: dict[str, Any]
) -> dict[str, Any]:
    """Return a model's schema; models inside it are added to `definitions` under a prefix."""
    template = f"#/$defs/{prefix}.{{model}}"
    found = model.model_json_schema(ref_template=template, schema_generator=_Generator)
    for name, nested in found.pop("$defs", {}).items():
        definitions[f"{prefix}.{name}"] = _plain(nested)
    return _plain(found)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return an object's schema that takes no other keys."""
    return {**schema, "additionalProperties": False}


def _plain(schema: Any) -> Any:
    """Return a schema without titles and without null beside what may be left out.

    A text may look like a number to an editor: `name: 007` is taken as written.
    """
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, Any] = {
        key: _named(item) if key in ("properties", "$defs") else _plain(item)
        for key, item in schema.items()
        if key != "title" and not (key == "default" and item is None)
    }
    if _LATER in kept:
        kept["$ref"] = kept.pop(_LATER)
    if kept.get("type") == "string" and not kept.keys() & _TELLING:
        kept["type"] = ["string", "number", "boolean"]
    choices = [item for item in kept.pop("anyOf", ()) if item != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept


def _named(schemas: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(item) for name, item in schemas.items()}
