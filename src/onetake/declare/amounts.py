"""Amounts in files of the charter: targets, money, days and spans."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from onetake.words.charter import Money
from onetake.words.figure import FigureFault, Levels, duration
from onetake.words.target import Target

_MONEY = re.compile(r"(-?[\d_]+(?:\.\d+)?)\s*([A-Z]{3})")
_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*%?")
_BOUNDS: tuple[Literal["at_least", "at_most"], ...] = ("at_least", "at_most")
_TEXT = {"type": "string"}


def amount(text: object) -> float:
    """Return a number in a KPI's own unit: `80`, `80%`, or a duration in seconds, such as `5m`.

    Raises FigureFault for anything else.
    """
    found = _NUMBER.fullmatch(str(text).strip())
    if found:
        return float(found[1])
    try:
        return duration(str(text))
    except FigureFault:
        raise FigureFault(
            f"{str(text)!r} is not an amount", "write a number, a share such as 80%, or a time: 20s"
        ) from None


def _target(value: object) -> object:
    if value is None or isinstance(value, Target):
        return value
    if isinstance(value, dict) and len(value) == 1:
        for bound in _BOUNDS:
            if bound in value:
                return Target(bound, Levels.parse(value[bound], amount))
    raise FigureFault("a target is at_least or at_most", "write target: {at_least: 80%}")


def _money(value: object) -> object:
    if value is None or isinstance(value, Money):
        return value
    found = _MONEY.fullmatch(str(value).strip())
    if not found:
        raise FigureFault(f"{str(value)!r} is no amount of money", "write 250000 EUR")
    return Money(float(found[1].replace("_", "")), found[2])


def _day(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise FigureFault(f"{str(value)!r} is no day", "write it as 2027-06-30") from None


_MONEY_SCHEMA = {"type": "string", "pattern": r"^-?[0-9_]+(\.[0-9]+)? ?[A-Z]{3}$"}
_TARGET_SCHEMA = {
    "type": "object",
    "properties": {bound: {"type": ["string", "number"]} for bound in _BOUNDS},
    "additionalProperties": False,
}
_SHOWN = PlainSerializer(lambda value: None if value is None else str(value))
TargetOr = Annotated[
    Target | None, BeforeValidator(_target), WithJsonSchema(_TARGET_SCHEMA), _SHOWN
]
MoneyOr = Annotated[Money | None, BeforeValidator(_money), WithJsonSchema(_MONEY_SCHEMA), _SHOWN]
DayOr = Annotated[date | None, BeforeValidator(_day), WithJsonSchema(_TEXT), _SHOWN]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(_TEXT), _SHOWN]
