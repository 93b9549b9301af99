"""Turns Postman's `{{variables}}` into templates: values, secrets, and names that are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.bring.drafted import Left
from onetake.bring.naming import called_here, is_secret, literal, slug
from onetake.bring.secrecy import Secrecy

_VARIABLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?|true|false|null")
_MADE_UP = {
    "$timestamp": "${run.id}", "$isotimestamp": "${run.date}", "$randomint": "42",
    "$randomfirstname": "Anna", "$randomlastname": "Berg", "$randomfullname": "Anna Berg",
    "$randomemail": "${run.id}@customers.example", "$randomboolean": "true",
    "$randomphonenumber": "+49 30 12345678", "$randomcity": "Malmö", "$randomcountry": "Sweden",
    "$randomprice": "19.90", "$randomword": "word", "$randomloremsentence": "One short sentence.",
}  # fmt: skip
_DEEPEST = 5


@dataclass(slots=True)
class Variables:
    """Values by Postman's names, and which of them were asked for, by ours.

    `hidden` are those of the type secret; `kept` are set by requests walked before; `elsewhere` are
    values that others have given a name.
    """

    values: dict[str, str]
    hidden: frozenset[str]
    secrecy: Secrecy
    kept: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    used: set[str] = field(default_factory=set)
    left: list[Left] = field(default_factory=list)

    @classmethod
    def read(
        cls, given: list[Mapping[str, object]], set_by_scripts: Mapping[str, str], secrecy: Secrecy
    ) -> Variables:
        """Take variables as a collection or an environment lists them; later ones win."""
        values = {str(i.get("key") or i.get("id")): _written(i.get("value")) for i in given}
        hidden = {str(item.get("key")) for item in given if item.get("type") == "secret"}
        return cls({**set_by_scripts, **values}, frozenset(hidden), secrecy)

    def text(self, given: object, place: str) -> str:
        """Return a text with its variables as templates."""
        found = _VARIABLE.split(str(given if given is not None else ""))
        return "".join(
            self.template(part, place) if position % 2 else literal(part)
            for position, part in enumerate(found)
        )

    def tree(self, value: object, place: str) -> object:
        """Return a nested value, such as an expectation, with its variables as templates."""
        if isinstance(value, Mapping):
            return {
                name: literal(str(item)) if name == "matches" else self.tree(item, place)
                for name, item in value.items()
            }
        if isinstance(value, list):
            return [self.tree(item, place) for item in value]
        return self.text(value, place) if isinstance(value, str) else value

    def template(self, name: str, place: str) -> str:
        """Return what stands for one variable."""
        if name.startswith("$"):
            return self._made_up(name, place)
        here = called_here(name)
        if here in self.kept:
            self.used.add(here)
            return f"${{{here}}}"
        if name in self.hidden or is_secret(name):
            return self.secrecy.secret(name, self.values.get(name, ""), f"the variable {name}")
        value = self._resolved(name, place)
        if str(self.elsewhere.get(here, value)) != value:
            here = slug(f"{self.title} {here}")
        self.asked[here] = value
        return f"${{environment.{here}}}"

    def _resolved(self, name: str, place: str, depth: int = 0) -> str:
        """Return a variable's value, with the variables in it filled in."""
        if name not in self.values:
            self._leave(place, f"{{{{{name}}}}}", "it has no value in the file: give it one in "
                        "onetake.yaml, below values")  # fmt: skip
            return ""
        value = self.values[name]
        if depth == _DEEPEST or not _VARIABLE.search(value):
            return value
        return _VARIABLE.sub(lambda inner: self._resolved(inner[1], place, depth + 1), value)

    def value(self, name: str) -> str:
        """Return the value a variable has now; nothing when it has none."""
        return _VARIABLE.sub(lambda inner: self.values.get(inner[1], ""), self.values.get(name, ""))

    def number(self, name: str) -> str:
        """Return what a variable that stands for a number is; nothing when it is none, or kept."""
        value = self.value(name).strip()
        kept = called_here(name) in self.kept or not _NUMBER.fullmatch(value)
        return "" if kept else value

    def _made_up(self, name: str, place: str) -> str:
        made = _MADE_UP.get(name.lower(), "${run.id}")
        if name not in ("$guid", "$randomUUID"):
            self._leave(place, f"{{{{{name}}}}}", f"nothing here makes it up: {made} stands for it")
        return made

    def _leave(self, place: str, what: str, why: str) -> None:
        left = Left(place, what, why)
        if all(left.what != other.what for other in self.left):
            self.left.append(left)


def _written(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
