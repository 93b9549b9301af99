"""How a step says which element it means: by what a person reads, or by one exact way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema
from pydantic.config import JsonDict

from onetake.words.scalar import typed
from onetake.words.template import Template

WAYS: Mapping[str, str] = {
    "label": "the label of a field, or the accessible name of anything",
    "placeholder": "the placeholder of a field",
    "alt": "the alternative text of a picture",
    "text": "the text it shows",
    "title": "its tooltip",
    "test_id": "its data-testid",
    "css": "a CSS selector",
}
ROLES = (
    "alert", "alertdialog", "article", "banner", "button", "cell", "checkbox", "columnheader",
    "combobox", "complementary", "contentinfo", "dialog", "figure", "form", "grid", "gridcell",
    "group", "heading", "img", "link", "list", "listbox", "listitem", "main", "menu", "menubar",
    "menuitem", "menuitemcheckbox", "menuitemradio", "meter", "navigation", "option",
    "progressbar", "radio", "radiogroup", "region", "row", "rowheader", "search", "searchbox",
    "separator", "slider", "spinbutton", "status", "switch", "tab", "table", "tablist",
    "tabpanel", "textbox", "toolbar", "tooltip", "tree", "treeitem",
)  # fmt: skip
"""Roles of WAI-ARIA 1.2 that a target may name; `{button: Pay}` is `{role: button, name: Pay}`."""

_BESIDE = ("in", "nth", "exact")
KEYS = frozenset({*WAYS, *ROLES, *_BESIDE, "role", "name"})


@dataclass(frozen=True, slots=True)
class Target:
    """An element of a page: `way` is "" for what a person reads, or one of WAYS, or role.

    `inside` narrows the search, `nth` counts from 1 among several; `exact` wants the whole text.
    """

    way: str
    value: Template
    role: str = ""
    inside: Target | None = None
    nth: int | None = None
    exact: bool = False

    def templates(self) -> Iterator[Template]:
        """Yield the texts to be filled in."""
        yield self.value
        if self.inside is not None:
            yield from self.inside.templates()

    def __str__(self) -> str:
        """Return the target as a person would name it."""
        return self.told(self.value.written)

    def told(self, value: str) -> str:
        """Return the target in words, with its text filled in."""
        if not self.way:
            return f"'{value}'"
        what = self.role if self.way == "role" else f"element with the {self.way}"
        return f"{what} '{value}'" if value else what


def target_of(value: object) -> Target:
    """Return the target that a scalar or a mapping names. Raises ValueError for neither."""
    if isinstance(value, Target):
        return value
    if isinstance(value, Template | str):
        return Target("", _template(value))
    if not isinstance(value, Mapping):
        raise ValueError("a target is a text, or a mapping such as {label: Name}")  # noqa: TRY004
    for key in value:
        if key not in KEYS:
            raise ValueError(_unknown(str(key)))
    ways = [key for key in value if key not in _BESIDE and key != "name"]
    if len(ways) != 1:
        raise ValueError(
            "a target names exactly one of "
            f"{', '.join(WAYS)}, role with name, or a role itself such as button"
        )
    return _one(ways[0], value)


def _one(way: str, value: Mapping[str, object]) -> Target:
    role, text = "", value[way]
    if way == "role":
        role, text = str(text), value.get("name", "")
        if role not in ROLES:
            raise ValueError(_unknown(role, "role"))
    elif way in ROLES:
        way, role = "role", way
    if "name" in value and way != "role":
        raise ValueError("name stands beside role only: {role: button, name: Pay}")
    nth, exact = typed(value.get("nth")), typed(value.get("exact", False))
    if nth is not None and (not isinstance(nth, int) or nth < 1):
        raise ValueError("nth counts from 1: nth: 2 is the second")
    if exact not in (True, False, "true", "false"):
        raise ValueError("exact is true or false")
    inside = target_of(value["in"]) if "in" in value else None
    return Target(way, _template(text), role, inside, nth, exact in (True, "true"))


def _template(value: object) -> Template:
    if isinstance(value, Template):
        return value
    if not isinstance(value, str):
        raise ValueError("a target is found by a text")  # noqa: TRY004
    return Template.parse(value)


def _unknown(key: str, what: str = "way to name an element") -> str:
    near = get_close_matches(key, ROLES if what == "role" else sorted(KEYS), 1, 0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"ways are {', '.join(WAYS)}, and roles"
    return f"{key!r} is no {what}; {hint}"


_TEXT: JsonDict = {"type": ["string", "number", "boolean"]}
PROPERTIES: JsonDict = {
    **{name: _TEXT | {"description": why} for name, why in WAYS.items()},
    **{name: _TEXT | {"description": f"the name of a {name}"} for name in ROLES},
    "role": {"enum": list(ROLES)},
    "name": _TEXT,
    "in": {"description": "another target that it lies in"},
    "nth": {"type": "integer", "minimum": 1},
    "exact": {"type": "boolean"},
}
SCHEMA: JsonDict = {
    "anyOf": [_TEXT, {"type": "object", "additionalProperties": False, "properties": PROPERTIES}]
}
Aim = Annotated[Target, PlainValidator(target_of), WithJsonSchema(SCHEMA)]
"""A target of an action."""
