"""Reads a whole programme, for walking it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from onetake.declare.files import content, journey_files, load
from onetake.declare.frame import Frame, read_frame, same_name
from onetake.declare.live import LiveReader
from onetake.declare.scripts import read_file
from onetake.declare.source import LARGEST
from onetake.words.channel import Channel
from onetake.words.location import Fault
from onetake.words.programme import Journey, Programme


@dataclass(frozen=True, slots=True)
class Reading:
    """A programme, without the journeys that have faults, and all faults found.

    `programme` is None when onetake.yaml itself cannot be used. `live` reads the steps that
    journeys in Python ask for while they are walked.
    """

    programme: Programme | None
    faults: tuple[Fault, ...]
    live: LiveReader


def read(folder: Path, channels: Mapping[str, Channel], *, journeys: bool = True) -> Reading:
    """Return the programme of a folder; never raises for what its files hold."""
    frame = read_frame(folder, channels)
    found, faults = _journeys(folder, frame) if journeys else ({}, [])
    programme = replace(frame.programme, journeys=found) if frame.usable else None
    return Reading(programme, tuple(sorted({*frame.faults, *faults})), LiveReader(frame))


def _journeys(folder: Path, frame: Frame) -> tuple[dict[str, Journey], list[Fault]]:
    files = journey_files(folder)
    found: dict[str, Journey] = {}
    faults = same_name(files)
    for item in files:
        try:
            raw = content(item.path, LARGEST + 1)
        except OSError:
            faults += load(item.path, item.file).faults
            continue
        for reading in read_file(item, raw, frame):
            faults += reading.faults
            if reading.journey is not None:
                found.setdefault(reading.journey.id, reading.journey)
    return found, faults
