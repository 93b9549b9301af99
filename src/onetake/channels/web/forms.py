"""Forms in which web actions may be written, beside their fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from onetake.channels.web.facts import OF_ELEMENT, OF_PAGE
from onetake.channels.web.targets import KEYS, PROPERTIES, Aim
from onetake.words.channel import Action
from onetake.words.template import Template

_FIELD_OF_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")


class Deed(Action):
    """Something done on a page; what is seen afterwards is heard."""

    says: ClassVar[bool] = True
    hears: ClassVar[bool] = True
    patience: ClassVar[float] = 10.0
    facts: ClassVar[Mapping[str, str]] = OF_PAGE


def _take_target(schema: JsonDict) -> None:
    """Let editors accept a target in place of the action's fields."""
    properties = schema["properties"]
    assert isinstance(properties, dict)
    schema["properties"] = {**PROPERTIES, **properties}
    schema.pop("required", None)


class Aimed(Deed):
    """Something done with one element: the action's own keys, or a target in their place."""

    model_config = ConfigDict(json_schema_extra=_take_target)
    shorthand: ClassVar[str] = "target"
    facts: ClassVar[Mapping[str, str]] = OF_ELEMENT
    target: Aim = Field(description="which element: a text, or a mapping of a target's keys")

    @model_validator(mode="before")
    @classmethod
    def _target_in_place(cls, value: object) -> object:
        """Take the keys of a target written beside the others as those of the target."""
        if not isinstance(value, Mapping) or "target" in value:
            return value
        own = {field.alias or name for name, field in cls.model_fields.items()}
        aim = {key: item for key, item in value.items() if key in KEYS and key not in own}
        if not aim:
            return value
        return {"target": aim} | {key: item for key, item in value.items() if key not in aim}

    def spoken(self) -> Template | None:
        """Return the words the element is named by."""
        return self.target.value


def by_labels(value: object, cls: type[Action], into: str) -> object:
    """Return the keys that are labels of a page gathered in one field.

    A name with an underscore is no label that a person reads, so it stays, and is refused.
    """
    if not isinstance(value, Mapping):
        return value
    known = {field.alias or name for name, field in cls.model_fields.items()}
    labels = {
        key: item
        for key, item in value.items()
        if key not in known and not _FIELD_OF_CODE.fullmatch(str(key))
    }
    if not labels:
        return value
    return {into: labels} | {key: item for key, item in value.items() if key not in labels}


def take_labels(schema: JsonDict) -> None:
    """Let editors accept any label with a text."""
    schema["additionalProperties"] = {"type": ["string", "number", "boolean"]}
    schema.pop("required", None)
