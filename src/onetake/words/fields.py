"""Types for the fields of actions and settings: how each is read, and how editors check it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from onetake.words.figure import duration
from onetake.words.match import Matcher
from onetake.words.template import Template, compile_tree

_SCALAR = {"type": ["string", "number", "boolean"]}
_DURATION = r"^\s*\d+(\.\d+)?\s*(ms|s|m|h|d)\s*$"


def _text(value: object) -> Template:
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        kind = "nothing" if value is None else "a list" if isinstance(value, list) else "a mapping"
        raise ValueError(f"a text is expected here, not {kind}")  # noqa: TRY004
    return Template.parse(value)


def _tree(value: object) -> object:
    return compile_tree(value)


def _contains(value: object) -> Matcher:
    return Matcher.parse(value, scalar="contains")


Text = Annotated[Template, PlainValidator(_text), WithJsonSchema(_SCALAR)]
"""A text taken as written; `${…}` in it is filled in when said."""

Tree = Annotated[object, PlainValidator(_tree), WithJsonSchema({})]
"""Any nested value: unquoted scalars are numbers, truth values or null, texts may hold `${…}`."""

Wait = Annotated[
    float, BeforeValidator(duration), WithJsonSchema({"type": "string", "pattern": _DURATION})
]
"""A duration such as 300ms or 1.5s, in seconds."""

Match = Annotated[
    Matcher, PlainValidator(Matcher.parse), WithJsonSchema({"$ref": "#/$defs/matcher"})
]
"""A matcher; a scalar means equals."""

Holds = Annotated[Matcher, PlainValidator(_contains), WithJsonSchema({"$ref": "#/$defs/matcher"})]
"""A matcher; a scalar means contains."""

__all__ = ["Holds", "Match", "Text", "Tree", "Wait"]
