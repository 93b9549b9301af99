"""Keeps aside, for a while, lines that no import could read: scrubbed, to be mended, erasable.

Beside a line stand digests of the addresses and numbers that were in it, which nobody can guess
without the ledger's key: so it is found when somebody is forgotten who is no longer named there.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from onetake.flows.home import make_private
from onetake.ledger.persons import normalised

ASIDE = "aside.jsonl"
"""The file beside the ledger that holds them, a JSON object each."""


MOST = 10_000
"""How many lines are kept at most; a mapping that fits no line must not copy a whole file."""

_LONGEST = 20_000
_FEWEST = 6
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ADDRESS = re.compile(r"[^\s\"'<>,;:()\[\]|\\]+@[^\s\"'<>,;:()\[\]|\\]+")
_NUMBER = re.compile(r"\d[\d ()./-]{4,}\d")
_LAST = 8
"""Digits at the end of a number that tell whose it is, with or without its country."""

Digest = Callable[[Collection[str]], Sequence[bytes]]
"""Gives keyed digests of texts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that made no row: why, what was seen, scrubbed, and who was named in it."""

    file: str
    number: int
    why: str
    seen: str
    people: frozenset[str]


class Aside:
    """The lines kept aside in a folder, added to by one import: each line once."""

    def __init__(self, home: Path, digest: Digest) -> None:
        self._home = home
        self._digest = digest
        self._known = {_same(line) for line in _read(home)}

    def keep(self, lines: Iterable[Line]) -> None:
        """Add lines, of which the end may be cut."""
        added = []
        for given in lines:
            line = {
                "file": given.file, "number": given.number, "why": given.why,
                "seen": given.seen[:_LONGEST], "at": int(time.time()),
                "people": sorted(found.hex() for found in self._digest(sorted(given.people))),
            }  # fmt: skip
            if len(self._known) < MOST and _same(line) not in self._known:
                self._known.add(_same(line))
                added.append(line)
        if added:
            make_private(self._home)
            opened = os.open(self._home / ASIDE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(opened, "ab") as file:
                file.writelines(map(_line, added))


def people_in(text: str) -> frozenset[str]:
    """Return the addresses in a text in their one form, and the ends of its numbers."""
    plain = _plain(text)
    numbers = ("".join(filter(str.isdecimal, found)) for found in _NUMBER.findall(plain))
    ends = {number[-_LAST:] for number in numbers if len(number) >= _FEWEST}
    return frozenset({normalised(found) for found in _ADDRESS.findall(plain)} | ends)


def forget_aside(home: Path, name: str, digest: Digest) -> int:
    """Erase the lines in which somebody is named, and return how many there were."""
    if not (home / ASIDE).exists():
        return 0
    wanted = normalised(name)
    theirs = {found.hex() for found in digest(sorted({wanted, *people_in(name)}))}

    def names(line: Mapping[str, Any]) -> bool:
        return wanted in _plain(str(line.get("seen", ""))) or bool(
            theirs & set(line.get("people", ()))
        )

    return _without(home, names)


def expire_aside(home: Path, seconds: float, now: float) -> int:
    """Erase the lines kept for so long, and return how many there were."""
    return _without(home, lambda line: now - float(line.get("at", 0)) > seconds)


def _without(home: Path, gone: Callable[[Mapping[str, Any]], bool]) -> int:
    lines = _read(home)
    kept = [line for line in lines if not gone(line)]
    if len(kept) < len(lines):
        beside = home / f"{ASIDE}.new"
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.writelines(map(_line, kept))
        beside.replace(home / ASIDE)
    return len(lines) - len(kept)


def _read(home: Path) -> list[dict[str, Any]]:
    found = []
    if (home / ASIDE).exists():
        for line in (home / ASIDE).read_bytes().splitlines():
            with suppress(orjson.JSONDecodeError):  # the end of a line cut off by a crash
                found.append(orjson.loads(line))
    return found


def _line(line: Mapping[str, Any]) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _plain(seen: str) -> str:
    """Return a text as `normalised` has names, with JSON's escapes undone."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), seen)
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


def _same(line: Mapping[str, Any]) -> bytes:
    return sha256(orjson.dumps([line.get(name) for name in ("file", "why", "seen")])).digest()
