"""Checks a whole programme without keeping it: what `onetake lint` says."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from onetake.declare.cache import (
    Entry,
    digest_of,
    load_cache,
    outline_of,
    save_cache,
    stamp_of,
)
from onetake.declare.digest import frame_digest
from onetake.declare.files import Found, content, journey_files, load
from onetake.declare.frame import Frame, read_frame, same_name
from onetake.declare.scripts import read_file
from onetake.declare.unused import unused
from onetake.words.channel import Channel
from onetake.words.location import Fault
from onetake.words.programme import Journey, Programme

_ALONE = 300
_PORTION = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """All faults of all files, sorted, and how much was looked at.

    `reused` counts the journeys whose files had not changed since the last time.
    """

    faults: tuple[Fault, ...]
    files: int
    journeys: int
    steps: int
    reused: int = 0

    @property
    def errors(self) -> int:
        """How many faults keep something from being used."""
        return sum(fault.severity == "error" for fault in self.faults)

    @property
    def warnings(self) -> int:
        """How many faults are only worth a look."""
        return len(self.faults) - self.errors


def outline(
    folder: Path,
    channels: Mapping[str, Channel],
    *,
    cache: Path | None = None,
    processes: int | None = None,
    now_ns: Callable[[], int] = time.time_ns,
) -> tuple[Programme | None, Checked]:
    """Return a programme whose journeys have no steps, and every fault of every file.

    The programme is None when onetake.yaml itself cannot be used. `cache` is a folder that
    remembers what was found; it saves time and changes nothing else. `processes` work at once when
    many files changed: as many as there are processors.
    """
    looked = _looked(folder, channels, cache, processes, now_ns())
    checked = looked.checked()
    if not looked.frame.usable:
        return None, checked
    files = (looked.entries[item.file] for item in looked.files)
    journeys: dict[str, Journey] = {}
    for journey in (journey for entry in files for journey in entry.outlines):
        journeys.setdefault(journey.id, journey)
    return replace(looked.frame.programme, journeys=journeys), checked


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found in every file; `reused` counts those that had not changed."""

    frame: Frame
    files: list[Found]
    entries: dict[str, Entry]
    reused: int

    def checked(self) -> Checked:
        """Return all faults, those of files beside each other, too."""
        frame, entries = self.frame, self.entries.values()
        found = {fault for entry in entries for fault in entry.faults}
        rest = unused(frame, entries) if frame.usable else []
        return Checked(
            tuple(sorted({*found, *frame.faults, *same_name(self.files), *rest})),
            files=frame.files + len(self.files),
            journeys=sum(entry.journeys for entry in entries),
            steps=sum(entry.steps for entry in entries),
            reused=self.reused,
        )


def _looked(
    folder: Path,
    channels: Mapping[str, Channel],
    cache: Path | None,
    processes: int | None,
    now_ns: int,
) -> _Looked:
    frame = read_frame(folder, channels)
    files = journey_files(folder)
    key = frame_digest(folder, channels, frame.programme.personas) if cache is not None else ""
    known = load_cache(cache, key)
    work = _Work(folder, frame, now_ns)
    entries = {
        item.file: entry
        for item in files
        if (entry := work.unchanged(item, known.get(item.file))) is not None
    }
    reused = len(entries)
    changed = [item for item in files if item.file not in entries]
    entries.update(_look(work, changed, processes or os.cpu_count() or 1))
    if any(known.get(file) is not entry for file, entry in entries.items()) or len(known) != reused:
        save_cache(cache, key, entries)
    return _Looked(frame, files, entries, reused)


@dataclass(frozen=True, slots=True)
class _Work:
    """What it takes to look at journeys, in this process or another."""

    folder: Path
    frame: Frame
    now_ns: int

    def look(self, item: Found) -> tuple[str, Entry]:
        """Return what a journey's file holds, and whether it fits the frame."""
        try:
            status = item.path.stat()
            raw = content(item.path) if status.st_size < 1 << 24 else None
        except OSError:
            raw = None
        if raw is None:
            faults = tuple(load(item.path, item.file).faults)
            return item.file, Entry((0, -1), "", "", "", False, 0, (), faults)
        readings = read_file(item, raw, self.frame)
        tables = "\n".join(dict.fromkeys(reading.table for reading in readings if reading.table))
        return item.file, Entry(
            stamp_of(status, self.now_ns),
            digest_of(raw),
            table=tables,
            table_digest=self._table_digest(tables),
            usable=all(reading.journey is not None for reading in readings),
            steps=sum(reading.steps for reading in readings),
            uses=tuple(sorted({name for reading in readings for name in reading.uses})),
            faults=tuple(fault for reading in readings for fault in reading.faults),
            journeys=max(1, sum(reading.is_journey for reading in readings)),
            outlines=tuple(outline_of(one.journey) for one in readings if one.journey is not None),
        )

    def unchanged(self, item: Found, entry: Entry | None) -> Entry | None:
        """Return what is known of a file if neither it nor its table has changed since."""
        if entry is None or not entry.digest:
            return None
        try:
            status = item.path.stat()
            if entry.stamp != (status.st_mtime_ns, status.st_size):
                if digest_of(content(item.path)) != entry.digest:
                    return None
                entry = replace(entry, stamp=stamp_of(status, self.now_ns))
        except OSError:
            return None
        if entry.table and self._table_digest(entry.table) != entry.table_digest:
            return None
        return entry

    def _table_digest(self, tables: str) -> str:
        try:
            held = [
                digest_of(content(self.folder / table)) for table in tables.split("\n") if table
            ]
        except (OSError, ValueError):
            return "none"
        return " ".join(held)


def _look(work: _Work, files: list[Found], processes: int) -> Iterable[tuple[str, Entry]]:
    """Return what files hold; many are shared among processes where the system can fork."""
    if len(files) < _ALONE or processes < 2 or sys.platform != "linux":
        return map(work.look, files)
    return _shared(work, files, processes)


def _shared(work: _Work, files: list[Found], processes: int) -> Iterator[tuple[str, Entry]]:
    context = multiprocessing.get_context("fork")
    with context.Pool(min(processes, 16), _begin, (work,)) as pool:
        yield from pool.imap_unordered(_work_on, files, chunksize=_PORTION)


def _begin(work: _Work) -> None:
    """Take what this process works with, inherited from the one that started it."""
    _mine.append(work)


def _work_on(item: Found) -> tuple[str, Entry]:
    return _mine[0].look(item)


_mine: list[_Work] = []
