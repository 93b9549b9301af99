"""Reads what a page gave away: its console, barriers for people, what its tree has that is new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

_SAID = re.compile(
    r"(log|debug|info|error|warning|dir|dirxml|table|trace|clear|startGroup|startGroupCollapsed"
    r"|endGroup|assert|profile|profileEnd|count|timeEnd|uncaught): (.*)"
)
_WHERE = re.compile(r"@@ .*@@")
_SORTS = {"+": "added", "-": "gone", " ": "same"}


@dataclass(frozen=True, slots=True)
class Console:
    """What a page wrote into its console: how grave each message is, and its words."""

    lines: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "console"
    title: ClassVar[str] = "console of the page"


@dataclass(frozen=True, slots=True)
class Barrier:
    """A rule that a page breaks; `places` are words and selectors, `left` how many more."""

    rule: str
    impact: str
    told: str
    norms: str
    places: tuple[tuple[str, str], ...]
    left: int


@dataclass(frozen=True, slots=True)
class Barriers:
    """All that hinders people on a page."""

    found: tuple[Barrier, ...]
    kind: ClassVar[str] = "barriers"
    title: ClassVar[str] = "barriers for people"


@dataclass(frozen=True, slots=True)
class Diff:
    """What is otherwise than before: lines, each `added`, `gone`, `same` or a `place`."""

    before: str
    now: str
    lines: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "diff"
    title: ClassVar[str] = "what is new on the page"


def console(text: str) -> Console | None:
    """Return the messages of a console; None when the text does not begin with one."""
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        if found := _SAID.fullmatch(line):
            lines.append((found[1], found[2]))
        elif not lines:
            return None
        else:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}\n{line}")
    return Console(tuple(lines)) if lines else None


def barriers(told: object) -> Barriers | None:
    """Return the barriers that parsed JSON tells; None when it tells something else."""
    if not isinstance(told, list) or not told:
        return None
    found = [_barrier(one) for one in told]
    known = tuple(one for one in found if one)
    return Barriers(known) if len(known) == len(found) else None


def _barrier(one: object) -> Barrier | None:
    if not isinstance(one, dict) or not {"rule", "impact", "places"} <= one.keys():
        return None
    norms, listed, count = one.get("norms"), one["places"], one.get("count")
    if not isinstance(listed, list) or not all(isinstance(spot, dict) for spot in listed):
        return None
    places = tuple((str(spot.get("where", "")), str(spot.get("selector", ""))) for spot in listed)
    left = max(0, count - len(places)) if isinstance(count, int) else 0
    names = ", ".join(map(str, norms)) if isinstance(norms, list) else ""
    told = str(one.get("help", ""))
    return Barrier(str(one["rule"]), str(one["impact"]), told, names, places, left)


def diff(text: str) -> Diff | None:
    """Return the lines of a unified diff; None when the text is none."""
    first, second, *rest = [*text.split("\n"), "", ""]
    if not (first.startswith("--- ") and second.startswith("+++ ") and rest[0].startswith("@@")):
        return None
    while rest and not rest[-1]:
        rest.pop()
    lines = [("place", line) if _WHERE.fullmatch(line) else _changed(line) for line in rest]
    return Diff(first[4:], second[4:], tuple(lines))


def _changed(line: str) -> tuple[str, str]:
    return _SORTS.get(line[:1], "same"), line[1:] if line[:1] in _SORTS else line
