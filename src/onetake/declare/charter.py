"""Reads a charter: who answers, what is wanted, how it is counted, what decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onetake.declare.bearing import read_influences, read_waivers
from onetake.declare.document import Spot
from onetake.declare.files import Found, load, yaml_files
from onetake.declare.frame import same_name
from onetake.declare.gates import read_gate
from onetake.declare.kpis import by_name, doubled, read_kpi
from onetake.declare.people import read_initiative, read_sponsor
from onetake.declare.slos import SLOS, read_slos
from onetake.words.charter import Charter
from onetake.words.location import Fault

_FOLDERS: Mapping[str, Callable[[Spot, str], Any]] = {
    "sponsors": read_sponsor,
    "initiatives": read_initiative,
    "kpis": read_kpi,
    "gates": read_gate,
}
"""Folders that hold one noun a file: a reader each."""

_FILES: Mapping[str, Callable[[Spot], Any]] = {
    "waivers": read_waivers,
    "influences": read_influences,
}
"""Files at the top that hold a list: a reader each."""


@dataclass(frozen=True, slots=True)
class CharterReading:
    """A charter, without what has faults, all faults found, and how many files were read."""

    charter: Charter
    faults: tuple[Fault, ...]
    files: int


def read_charter(folder: Path) -> CharterReading:
    """Return the charter of a programme's folder; never raises for what its files hold."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    files = len(yaml_files(folder, SLOS))
    for below, read in _FOLDERS.items():
        nouns = yaml_files(folder, below)
        files += len(nouns)
        found[below] = _nouns(nouns, read, faults)
    faults += doubled(found["kpis"].values())
    found["kpis"] = by_name(found["kpis"].values())
    found["slos"], _, wrong = read_slos(folder)
    faults += wrong
    for name, read_list in _FILES.items():
        if (folder / f"{name}.yaml").exists():
            files += 1
            document = load(folder / f"{name}.yaml", f"{name}.yaml")
            if document.value is not None:
                found[name] = read_list(Spot(document, (), document.value))
            faults += document.faults
    return CharterReading(Charter(**found), tuple(sorted(faults)), files)


def _nouns(
    files: list[Found], read: Callable[[Spot, str], Any], faults: list[Fault]
) -> dict[str, Any]:
    """Return what the files of one folder declare, by their names; note their faults."""
    found = {}
    faults += same_name(files)
    for item in files:
        document = item.document()
        if document.value is not None:
            noun = read(Spot(document, (), document.value), item.name)
            if noun is not None and not document.broken:
                found[item.name] = noun
        faults += document.faults
    return found
