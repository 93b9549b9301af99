"""Keeps aside, for a while, lines that no import could read: to be mended, and erasable."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from onetake.flows.home import make_private
from onetake.ledger.persons import normalised

ASIDE = "aside.jsonl"
"""The file beside the ledger that holds them, a JSON object each."""


def keep_aside(home: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Add lines, each once: `file`, `number`, `why` and what was `seen`."""
    known = {_same(line) for line in _read(home)}
    fresh = {_same(line): {**line, "at": int(time.time())} for line in lines}
    added = [line for same, line in fresh.items() if same not in known]
    if added:
        make_private(home)
        opened = os.open(home / ASIDE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(opened, "ab") as file:
            file.writelines(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in added)


def forget_aside(home: Path, name: str) -> int:
    """Erase the lines in which somebody is named, and return how many there were."""
    wanted = normalised(name)
    digits = "".join(character for character in wanted if character.isdecimal())

    def theirs(line: Mapping[str, Any]) -> bool:
        seen = normalised(str(line.get("seen", "")))
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
            file.writelines(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in kept)
        beside.replace(home / ASIDE)
    return len(lines) - len(kept)


def _read(home: Path) -> list[dict[str, Any]]:
    found = []
    if (home / ASIDE).exists():
        for line in (home / ASIDE).read_bytes().splitlines():
            with suppress(orjson.JSONDecodeError):  # the end of a line cut off by a crash
                found.append(orjson.loads(line))
    return found


def _same(line: Mapping[str, Any]) -> tuple[object, ...]:
    return line.get("file"), line.get("why"), line.get("seen")
