"""Makes a record the fields of a row: texts, figures, flags and moments, each as it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from math import isfinite
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from onetake.imports.rules import value_of
from onetake.words.mapping import Mapped, Rule
from onetake.words.tables import ROWS

_YES, _NO = ("true", "yes", "y", "1", "t"), ("false", "no", "n", "0", "f")
_COUNTS = ("transfers",)
_SPANS = ("talk", "hold", "wrap", "by_hand")
_ORDER = (
    ("queued", "answered"), ("started", "ended"), ("started", "finished"),
    ("committed", "started"), ("began", "resolved"), ("opened", "resolved"),
)  # fmt: skip
_AHEAD = 86_400 * 1_000_000


class BadRecord(ValueError):
    """A record that makes no row: which field, what was seen, what was expected."""


def fields_of(record: Any, mapped: Mapped, now: int) -> dict[str, Any]:
    """Return the fields of a record's row, without those that are its own affair, and its `key`.

    `now` is µs since 1970. Raises BadRecord.
    """
    key = value_of(record, mapped.key)
    if key in (None, ""):
        raise BadRecord(f"it has no key: nothing is found by {' or '.join(mapped.key.paths)}")
    kinds = _kinds(mapped.into)
    made: dict[str, Any] = {"key": str(key)}
    for name, rule in mapped.fields.items():
        try:
            value = value_of(record, rule)
            if value is not None:
                made[name] = _converted(name, value, rule, kinds[name], mapped.zone)
        except ValueError as error:
            raise BadRecord(f"{name}: {error}") from None
    _demand(made, mapped.into, now)
    return made


@cache
def _kinds(table: str) -> Mapping[str, str]:
    """Return what each field of a table holds: text, flag, count, figure or moment."""
    kind: Any = ROWS[table]
    hints = get_type_hints(kind)
    return {field.name: _kind(field.name, str(hints[field.name])) for field in fields(kind)}


def _kind(name: str, hint: str) -> str:
    if "bool" in hint:
        return "flag"
    if "float" in hint:
        return "figure"
    if "int" in hint:
        return "count" if name in _COUNTS else "moment"
    return "text"


def _converted(name: str, value: Any, rule: Rule, kind: str, zone: str) -> Any:
    if kind == "flag":
        return _flag(value, rule)
    if kind == "moment":
        return _moment(value, rule.form, zone)
    if kind == "count":
        return int(_figure(value))
    if kind == "figure":
        unit = rule.unit / 60 if name == "by_hand" else rule.unit
        return _figure(value) * (unit if name in _SPANS else 1.0)
    return str(value)


def _flag(value: Any, rule: Rule) -> bool:
    if rule.truth:
        return str(value).casefold() in {item.casefold() for item in rule.truth}
    text = str(value).strip().casefold()
    if text in _YES + _NO:
        return text in _YES
    raise ValueError(f"{text[:40]!r} is neither yes nor no: write is: [VALUES THAT MEAN YES]")


def _figure(value: Any) -> float:
    try:
        number = float(str(value).replace("\u00a0", "").strip())
    except ValueError:
        raise ValueError(f"{str(value)[:40]!r} is no number") from None
    if not isfinite(number):
        raise ValueError(f"{value} is no number anybody can reckon with")
    return number


def _moment(value: Any, form: str, zone: str) -> int:
    """Return a time as µs since 1970. Raises ValueError for one that is none, or never was."""
    if form in ("s", "ms"):
        return round(_figure(value) * (1e6 if form == "s" else 1e3))
    text = str(value).strip()
    try:
        # a zone is put to it below
        at = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no time of the form {form}") from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(zone))
        if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != at.replace(tzinfo=None):
            raise ValueError(f"{text} never was in {zone}: the clocks were put forward")
    return round(at.timestamp() * 1e6)


def _demand(made: Mapping[str, Any], into: str, now: int) -> None:
    """Refuse what cannot be: a span below zero, an end before its beginning, a day to come."""
    for name in _SPANS:
        if (made.get(name) or 0) < 0:
            raise BadRecord(f"{name}: {made[name]:g} seconds is less than nothing")
    for first, last in _ORDER:
        one, other = made.get(first), made.get(last)
        if one is not None and other is not None and not isinstance(other, bool) and other < one:
            raise BadRecord(f"{last}: it lies before {first}")
    for name, kind in _kinds(into).items():
        if kind == "moment" and (made.get(name) or 0) > now + _AHEAD:
            raise BadRecord(f"{name}: it lies in the future")
    score = made.get("score")
    low, high = made.get("lowest", 1.0), made.get("highest", 5.0)
    if score is not None and not low <= score <= high:
        raise BadRecord(f"score: {score:g} is not from {low:g} to {high:g}")
