"""Remembers what was found in each journey's file, so that only what changed is read again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from onetake.words.location import Fault, Location
from onetake.words.programme import Journey

_FILE = "lint.json"
_UNSETTLED_NS = 2_000_000_000

Stamp = tuple[int, int]
"""When a file was changed last (ns) and how many bytes it has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found in one journey's file, and the content that it was found in.

    `table` is the file of its rows or "", several on a line each, `table_digest` what they held.
    `outlines` are its journeys without their steps.
    """

    stamp: Stamp
    digest: str
    table: str
    table_digest: str
    usable: bool
    steps: int
    uses: tuple[str, ...]
    faults: tuple[Fault, ...]
    journeys: int = 1
    outlines: tuple[Journey, ...] = ()


def outline_of(journey: Journey) -> Journey:
    """Return a journey with what judging a company looks at: whose it is, and what it touches."""
    return Journey(
        journey.id, journey.goal, (), journey.owner, tags=journey.tags, draft=journey.draft,
        location=journey.location, data_categories=journey.data_categories,
    )  # fmt: skip


def stamp_of(status: os.stat_result, now_ns: int) -> Stamp:
    """Return a file's stamp; one changed just now has none, for it may change again unseen."""
    settled = status.st_mtime_ns < now_ns - _UNSETTLED_NS
    return (status.st_mtime_ns if settled else 0, status.st_size)


def digest_of(raw: bytes) -> str:
    """Return what tells one content from another: SHA-256."""
    return hashlib.sha256(raw).hexdigest()


def load_cache(folder: Path | None, key: str) -> dict[str, Entry]:
    """Return the entries that were found with the same key; a damaged cache holds none."""
    if folder is None:
        return {}
    try:
        checksum, _, body = (folder / _FILE).read_text("utf-8").partition("\n")
        if checksum != digest_of(body.encode()):
            return {}
        held = json.loads(body)
        return (
            {file: _entry(row) for file, row in held["files"].items()} if held["key"] == key else {}
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def save_cache(folder: Path | None, key: str, entries: Mapping[str, Entry]) -> None:
    """Write the entries in one go; a folder that takes none is left as it is."""
    if folder is None:
        return
    rows = {file: _row(entry) for file, entry in entries.items()}
    body = json.dumps({"key": key, "files": rows}, ensure_ascii=False, separators=(",", ":"))
    target = folder / _FILE
    beside = target.with_name(f"{_FILE}.{os.getpid()}")
    with suppress(OSError, UnicodeEncodeError):
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_text(f"{digest_of(body.encode())}\n{body}", "utf-8")
        beside.replace(target)


def _row(entry: Entry) -> list[object]:
    faults = [[*astuple(fault.location), *astuple(fault)[1:]] for fault in entry.faults]
    return [
        *entry.stamp,
        entry.digest,
        entry.table,
        entry.table_digest,
        entry.usable,
        entry.steps,
        entry.uses,
        faults,
        entry.journeys,
        [_outline_row(journey) for journey in entry.outlines],
    ]


def _outline_row(journey: Journey) -> list[object]:
    return [
        journey.id, journey.goal, journey.owner, journey.tags, journey.draft,
        *astuple(journey.location), journey.data_categories,
    ]  # fmt: skip


def _outline(row: list[Any]) -> Journey:
    identity, goal, owner, tags, draft, file, line, column, categories = row
    return Journey(
        identity, goal, (), owner, tags=tuple(tags), draft=draft,
        location=Location(file, line, column), data_categories=tuple(categories),
    )  # fmt: skip


def _entry(row: list[Any]) -> Entry:
    changed, size, digest, table, table_digest, usable, steps, uses, rows, journeys, outlines = row
    faults = tuple(Fault(Location(*fault[:3]), *fault[3:]) for fault in rows)
    return Entry(
        (changed, size),
        digest,
        table,
        table_digest,
        usable=usable,
        steps=steps,
        uses=tuple(uses),
        faults=faults,
        journeys=journeys,
        outlines=tuple(map(_outline, outlines)),
    )
