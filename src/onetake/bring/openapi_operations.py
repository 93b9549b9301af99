"""Reads the operations of a description of an API: OpenAPI 3.0 and 3.1, Swagger 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onetake.bring.calls import METHODS
from onetake.bring.openapi_schema import Document, Json


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: where it stands, what it takes, and what it answers when all is well.

    `body` is its media type and that one's description, empty without one; `answers` are schemas
    by status, such as `200` or `2XX`, None where no JSON is answered.
    """

    method: str
    path: str
    name: str
    tag: str
    parameters: tuple[Json, ...] = ()
    body: tuple[str, Json] = ("", {})
    answers: Mapping[str, object] = field(default_factory=dict)
    security: tuple[Json, ...] | None = None
    deprecated: bool = False

    @property
    def place(self) -> str:
        """How people name it: `GET /orders`."""
        return f"{self.method.upper()} {self.path}"

    @property
    def in_path(self) -> tuple[str, ...]:
        """The names that its path is filled in with."""
        return tuple(re.findall(r"\{([^{}]+)\}", self.path))


def operations_of(document: Document) -> Iterator[Operation]:
    """Yield a description's operations in its order."""
    paths = document.tree.get("paths")
    for path, given in paths.items() if isinstance(paths, Mapping) else ():
        item = document.follow(given)
        for method in METHODS:
            operation = item.get(method)
            if isinstance(operation, Mapping):
                yield _operation(document, method, str(path), {**item, **operation}, item)


def _operation(document: Document, method: str, path: str, given: Json, item: Json) -> Operation:
    shared = {_key(p): p for p in _all(document, item.get("parameters"))}
    own = {_key(p): p for p in _all(document, given.get("parameters"))}
    parameters = tuple((shared | own).values())
    tags = given.get("tags")
    first = path.strip("/").partition("/")[0]
    security = given.get("security", document.tree.get("security"))
    return Operation(
        method,
        path,
        _name(given, method, path),
        str(tags[0]) if isinstance(tags, list) and tags else first or "root",
        tuple(p for p in parameters if p.get("in") in ("path", "query", "header")),
        _body(document, given, parameters),
        dict(_answers(document, given)),
        tuple(s for s in security if isinstance(s, Mapping))
        if isinstance(security, list)
        else None,
        bool(given.get("deprecated")),
    )


def _name(given: Json, method: str, path: str) -> str:
    for key in ("summary", "operationId"):
        text = str(given.get(key) or "").strip()
        if text and key == "operationId":
            text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", text).capitalize()
        if text:
            return " ".join(text.split()).rstrip(".")
    return f"{method.upper()} {path}"


def _key(parameter: Json) -> tuple[str, str]:
    return str(parameter.get("in")), str(parameter.get("name"))


def _all(document: Document, given: object) -> list[Json]:
    return [document.follow(item) for item in given] if isinstance(given, list) else []


def _body(document: Document, given: Json, parameters: tuple[Json, ...]) -> tuple[str, Json]:
    """Return the body an operation takes, JSON if it may choose."""
    content = document.follow(given.get("requestBody")).get("content")
    if isinstance(content, Mapping):
        kinds = sorted(content, key=lambda kind: "json" not in str(kind))
        return (str(kinds[0]), document.follow(content[kinds[0]])) if kinds else ("", {})
    whole = next((p for p in parameters if p.get("in") == "body"), None)
    if whole is not None:
        return "application/json", whole
    fields = {str(p.get("name")): p for p in parameters if p.get("in") == "formData"}
    if not fields:
        return "", {}
    required = [name for name, p in fields.items() if p.get("required")]
    schema = {"type": "object", "properties": fields, "required": required}
    files = any(p.get("type") == "file" for p in fields.values())
    kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
    return kind, {"schema": schema}


def _answers(document: Document, given: Json) -> Iterator[tuple[str, object]]:
    responses = given.get("responses")
    for status, answer in responses.items() if isinstance(responses, Mapping) else ():
        if re.fullmatch(r"2\d\d|2XX", str(status).upper()):
            found = document.follow(answer)
            yield str(status).upper(), _schema(found)


def _schema(answer: Json) -> object:
    """Return the schema of the JSON that is answered, None where it is something else."""
    content = answer.get("content")
    if isinstance(content, Mapping):
        kind = next((kind for kind in content if "json" in str(kind)), None)
        media = content.get(kind) if kind else None
        return media.get("schema") if isinstance(media, Mapping) else None
    return answer.get("schema")
