"""Keeps aside, for a while, lines that no import could read: to be mended, and erasable."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
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
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"\+[^@\s\"]*@")


class Aside:
    """The lines kept aside in a folder, added to by one import: each line once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known = {_same(line) for line in _read(home)}

    def keep(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Add lines: `file`, `number`, `why` and what was `seen`, of which the end may be cut."""
        added = []
        for given in lines:
            line = {**given, "seen": given["seen"][:_LONGEST], "at": int(time.time())}
            if len(self._known) < MOST and _same(line) not in self._known:
                self._known.add(_same(line))
                added.append(line)
        if added:
            make_private(self._home)
            opened = os.open(self._home / ASIDE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(opened, "ab") as file:
                file.writelines(map(_line, added))


def forget_aside(home: Path, name: str) -> int:
    """Erase the lines in which somebody is named, and return how many there were."""
    wanted = normalised(name)
    digits = "".join(character for character in wanted if character.isdecimal())

    def theirs(line: Mapping[str, Any]) -> bool:
        seen = _plain(str(line.get("seen", "")))
        figures = "".join(character for character in seen if character.isdecimal())
        return wanted in seen or (len(digits) >= 6 and digits in figures)

    return _without(home, theirs)


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
    """Return a line in which people are named as `normalised` names them.

    JSON's escapes are undone, and addresses lose what follows their `+`.
    """
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), seen)
    folded = unicodedata.normalize("NFKC", plain).casefold()
    return " ".join(_TAG.sub("@", folded).split())


def _same(line: Mapping[str, Any]) -> bytes:
    return sha256(orjson.dumps([line.get(name) for name in ("file", "why", "seen")])).digest()
