"""Makes a record the fields of a row: texts, figures, flags and moments, each as it must be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from math import isfinite
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from onetake.imports.rules import value_of
from onetake.words.mapping import Mapped, Rule
from onetake.words.outside import SCALES, SurveyRow
from onetake.words.tables import ROWS

_YES, _NO = ("true", "yes", "y", "1", "t"), ("false", "no", "n", "0", "f")
_COUNTS = ("transfers",)
_ONE_OF = {
    "kind": tuple(SCALES), "direction": ("in", "out"),
    "outcome": ("succeeded", "failed", "rolled_back"),
}  # fmt: skip
_EARLIEST = 946_684_800 * 1_000_000
_SPANS = ("talk", "hold", "wrap", "by_hand")
_ORDER = (
    ("queued", "answered"), ("started", "ended"), ("started", "finished"),
    ("committed", "started"), ("began", "resolved"), ("opened", "resolved"),
)  # fmt: skip
_AHEAD = 86_400 * 1_000_000
_MOST = 1e9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_CALLED = re.compile(
    r"(?:tel|sips?):(?P<number>\+?\d{6,})(?:[@;].*)?|(?:mailto|sips?|tel):(?P<address>.+)",
    re.IGNORECASE,
)
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class BadRecord(ValueError):
    """A record that makes no row: which field, what was seen, what was expected."""


def fields_of(record: Any, mapped: Mapped, now: int) -> dict[str, Any]:
    """Return the fields of a record's row, without those that are its own affair, and its `key`.

    `now` is µs since 1970. Raises BadRecord.
    """
    kinds, made = _kinds(mapped.into), dict[str, Any]()
    for name, rule in (("key", mapped.key), *mapped.fields.items()):
        try:
            value = value_of(record, rule)
            if value is not None:
                made[name] = _converted(name, value, rule, kinds[name], mapped)
        except ValueError as error:
            raise BadRecord(f"{name}: {error}") from None
    for name, rule in (("key", mapped.key), *mapped.fields.items()):
        if name in _needed(mapped.into) and not made.get(name):
            where = " or ".join(rule.paths) or "its mapping"
            raise BadRecord(f"it has no {name}: nothing is found by {where}")
    if mapped.into == SurveyRow.table:
        made |= _scale(made)
    _demand(made, mapped.into, now)
    return made


def customer_of(record: Any, mapped: Mapped) -> str:
    """Return whom a record names as its customer, even if it makes no row; else nothing."""
    rule = mapped.fields.get("customer")
    with suppress(ValueError, TypeError):
        value = value_of(record, rule) if rule is not None and record is not None else None
        return str(value) if isinstance(value, str | int) else ""
    return ""


@cache
def _kinds(table: str) -> Mapping[str, str]:
    """Return what each field of a table holds: text, flag, count, figure or moment."""
    kind: Any = ROWS[table]
    hints = get_type_hints(kind)
    return {field.name: _kind(field.name, str(hints[field.name])) for field in fields(kind)}


@cache
def _needed(table: str) -> frozenset[str]:
    """Return the fields that no row of a table is without."""
    kind: Any = ROWS[table]
    return frozenset(field.name for field in fields(kind) if field.default is MISSING)


def _kind(name: str, hint: str) -> str:
    if "bool" in hint:
        return "flag"
    if "float" in hint:
        return "figure"
    if "int" in hint:
        return "count" if name in _COUNTS else "moment"
    return "text"


def _converted(name: str, value: Any, rule: Rule, kind: str, mapped: Mapped) -> Any:
    if isinstance(value, Mapping | list):
        what = "list" if isinstance(value, list) else "object"
        raise BadRecord(f"a whole {what} is there, not one value: lead the way into it")
    if kind == "flag":
        return _flag(value, rule)
    if kind == "moment":
        return _moment(value, rule.form, mapped.zone)
    if kind == "count":
        return _count(value, mapped.decimal)
    if kind == "figure":
        unit = rule.unit / 60 if name == "by_hand" else rule.unit
        return _figure(value, mapped.decimal) * (unit if name in _SPANS else 1.0)
    return _text(name, _bare(str(value)) if name == "customer" else str(value))


def _bare(customer: str) -> str:
    """Return a number or an address without its scheme, so that every system means the same."""
    found = _CALLED.fullmatch(customer.strip())
    return (found["number"] or found["address"]) if found else customer


def _text(name: str, text: str) -> str:
    if _NO_TEXT.search(text):
        raise ValueError("it holds half a character, or one that no text has")
    allowed = _ONE_OF.get(name)
    if allowed and text not in allowed:
        told = f"{text[:40]!r} is none of {', '.join(allowed)}"
        raise ValueError(f"{told}: say with map: which one it means")
    return text


def _flag(value: Any, rule: Rule) -> bool:
    if rule.truth:
        return str(value).casefold() in {item.casefold() for item in rule.truth}
    text = str(value).strip().casefold()
    if text in _YES + _NO:
        return text in _YES
    raise ValueError(f"{text[:40]!r} is neither yes nor no: write is: [VALUES THAT MEAN YES]")


def _count(value: Any, decimal: str) -> int:
    number = _figure(value, decimal)
    if not 0 <= number < _MOST or number != int(number):
        raise ValueError(f"{number:g} counts nothing")
    return int(number)


def _figure(value: Any, decimal: str = ".") -> float:
    text = value if isinstance(value, str) else str(value).replace(".", decimal)
    text = text.strip().replace("\u00a0", "")
    point = text.replace(",", ".") if decimal == "," and "." not in text else text
    if not _NUMBER.fullmatch(point) or (decimal == "," and "." in text):
        raise ValueError(f"{text[:40]!r} is no number, its fraction after {decimal!r}")
    number = float(point)
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
    if not 1970 < at.year < 9999:
        raise ValueError(f"{text[:40]!r} stands for no time")
    return _since(at if at.tzinfo else _placed(at, zone))


def _placed(at: datetime, zone: str) -> datetime:
    """Return a time of a clock on a wall there; one that never was, or was twice, is refused."""
    placed = at.replace(tzinfo=ZoneInfo(zone))
    if placed.astimezone(UTC).astimezone(placed.tzinfo).replace(tzinfo=None) != at:
        raise ValueError(f"{at} never was in {zone}: the clocks were put forward")
    if placed.utcoffset() != placed.replace(fold=1).utcoffset():
        raise ValueError(f"{at} was twice in {zone}, as the clocks were put back: export UTC")
    return placed


def _since(at: datetime) -> int:
    """Return the whole µs since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _scale(made: Mapping[str, Any]) -> dict[str, float]:
    """Return the ends of an answer's scale that neither its source nor its row says already."""
    # what a row has anyway stays unsaid: the same line read years ago is the same row
    rows = SurveyRow.__dataclass_fields__
    ends = zip(("lowest", "highest"), SCALES[made["kind"]], strict=True)
    return {name: at for name, at in ends if name not in made and at != rows[name].default}


def _demand(made: Mapping[str, Any], into: str, now: int) -> None:
    """Refuse what cannot be: a span below zero, an end before its beginning, a day to come."""
    for name in _SPANS:
        if (made.get(name) or 0) < 0:
            raise BadRecord(f"{name}: {made[name]:g} seconds is less than nothing")
    for first, last in _ORDER:
        one, other = made.get(first), made.get(last)
        if one is not None and other is not None and not isinstance(other, bool) and other < one:
            raise BadRecord(f"{last}: it lies before {first}")
    _demand_days(made, into, now)
    mos = made.get("mos")
    if mos is not None and not 1 <= mos <= 5:
        raise BadRecord(f"mos: {mos:g} is not from 1 to 5")
    score = made.get("score")
    low, high = made.get("lowest", 1.0), made.get("highest", 5.0)
    if score is not None and not low <= score <= high:
        raise BadRecord(f"score: {score:g} is not from {low:g} to {high:g}")


def _demand_days(made: Mapping[str, Any], into: str, now: int) -> None:
    for name in (name for name, kind in _kinds(into).items() if kind == "moment"):
        at = made.get(name)
        if at is not None and at > now + _AHEAD:
            raise BadRecord(f"{name}: it lies in the future")
        if at is not None and at < _EARLIEST:
            raise BadRecord(f"{name}: it lies before 2000; is it in ms, and the mapping says s?")
