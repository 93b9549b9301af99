"""Reads transcripts: the turns of a conversation with their times, and what happened between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from onetake.words.transcript import INDENT

_LINE = re.compile(r" {0,8}(\d+\.\d{3}) s  (.*)")
_SENT = re.compile(r"we → ([^:]{1,200}): (.*)", re.DOTALL)
_CAME = re.compile(r"(.{1,200}?) → us: (.*)", re.DOTALL)
_SPOKEN = re.compile(r"(we|we press|bot): (.*)", re.DOTALL)
_SPEAKERS = {
    "we": ("customer", "customer"),
    "we press": ("customer", "customer presses"),
    "bot": ("system", "bot"),
}
_LISTENERS = ("The line of ", "The mailbox of ")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said at `at` seconds; `side` is `customer`, `system` or `note`."""

    at: str
    side: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in the order it was had; `about` is what stands above its first turn."""

    about: str
    turns: tuple[Turn, ...]
    kind: ClassVar[str] = "talk"
    title: ClassVar[str] = "conversation"


def talk(text: str) -> Talk | None:
    """Return the conversation that a transcript tells; None when it is no transcript."""
    about, entries = _entries(text)
    spoken = about.startswith(_LISTENERS)
    if not entries or (about and not spoken and not about.startswith("(")):
        return None
    return Talk(about, tuple(_turn(at, said, spoken=spoken) for at, said in entries))


def _entries(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands before the first time, and each time with the lines that belong to it."""
    about: list[str] = []
    entries: list[tuple[str, str]] = []
    for line in text.splitlines():
        if found := _LINE.fullmatch(line):
            entries.append((found[1], found[2]))
        elif entries:
            at, said = entries[-1]
            entries[-1] = (at, f"{said}\n{line.removeprefix(INDENT)}")
        else:
            about.append(line)
    return "\n".join(about), entries


def _turn(at: str, said: str, *, spoken: bool) -> Turn:
    """Return one turn; where lines tell who speaks to whom, all else is a note."""
    for side, who, text in _speakers(said, spoken=spoken):
        return Turn(at, side, who, text)
    return Turn(at, "note", "", said)


def _speakers(said: str, *, spoken: bool) -> Iterator[tuple[str, str, str]]:
    if spoken:
        if found := _SENT.fullmatch(said):
            yield "customer", f"customer to {found[1]}", found[2]
        elif found := _CAME.fullmatch(said):
            yield "system", found[1], found[2]
    elif found := _SPOKEN.fullmatch(said):
        yield (*_SPEAKERS[found[1]], found[2])
