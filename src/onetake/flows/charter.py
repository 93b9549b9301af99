"""Reads a company's charter whole: its files, and the KPIs that its own code works out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from onetake import plugins
from onetake.declare.charter import CharterReading, read_charter
from onetake.declare.slos import promised
from onetake.words.kpi import Kpi
from onetake.words.location import Fault, Location
from onetake.words.programme import Programme


def charter_of(folder: Path, programme: Programme | None = None) -> CharterReading:
    """Return the charter of a programme's folder; what cannot be loaded is among the faults.

    With the programme it has an SLO for each journey, where onetake.yaml promises one.
    """
    reading = read_charter(folder)
    loaded = plugins.kpis(folder)
    faults = [
        Fault(
            Location(relative(item.source, folder)),
            f"this KPI cannot be loaded: {item.reason}",
            "mend the file, or move it out of kpis/",
            "kpi.broken",
        )
        for item in loaded.broken
    ]
    found = [
        replace(kpi, location=Location(relative(source, folder))) for source, kpi in loaded.found
    ]
    faults += _doubled(found, reading.charter.kpis)
    kpis = {**reading.charter.kpis, **{kpi.name: kpi for kpi in found}}
    slos = {slo.name: slo for slo in promised(programme)} if programme else {}
    charter = replace(reading.charter, kpis=kpis, slos={**slos, **reading.charter.slos})
    files = reading.files + len({kpi.location.file for kpi in found}) + len(loaded.broken)
    return CharterReading(charter, tuple(sorted({*reading.faults, *faults})), files)


def _doubled(found: Iterable[Kpi], known: Mapping[str, Kpi]) -> Iterator[Fault]:
    for kpi in found:
        if kpi.name in known:
            told = f"{kpi.name} is defined in another file, too"
            yield Fault(kpi.location, told, "give one of the two another name", "kpi.twice")


def relative(source: str, folder: Path) -> str:
    """Return a plug-in's source as faults name it: its path in the folder, if it lies there."""
    path = Path(source)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else source
