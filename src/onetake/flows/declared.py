"""Reads all that a company declares, as judging, gates and pages look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onetake import declare, plugins
from onetake.errors import ProgrammeWrong
from onetake.flows.charter import charter_of
from onetake.flows.home import HOME, make_private
from onetake.flows.lint import CACHE
from onetake.flows.misnamed import misnamed
from onetake.flows.programme import ProgrammeFaulty
from onetake.words.charter import Charter
from onetake.words.checks import Check
from onetake.words.location import Fault
from onetake.words.programme import Programme


@dataclass(frozen=True, slots=True)
class Declared:
    """A programme, whose journeys have no steps, with its charter, and what lint found."""

    programme: Programme
    charter: Charter
    faults: tuple[Fault, ...]


def declared_in(folder: Path) -> Declared:
    """Return all that a programme's files declare, but no steps; raises ProgrammeFaulty."""
    channels = plugins.channels(folder).found
    make_private(folder / HOME)
    programme, checked = declare.outline(folder, channels, cache=folder / CACHE)
    reading = charter_of(folder, programme)
    charter, faults = reading.charter, (*checked.faults, *reading.faults)
    if programme is not None:
        names = (check.name for check in checks_of(folder))
        faults += misnamed(folder, programme, charter, names)
    grave = tuple(fault for fault in faults if fault.severity == "error")
    if grave or programme is None:
        raise ProgrammeFaulty(grave)
    return Declared(programme, charter, faults)


def checks_of(folder: Path) -> tuple[Check, ...]:
    """Return every check, also the programme's own; raises ProgrammeWrong for a broken one."""
    found = plugins.checks(folder)
    for broken in found.broken:
        raise ProgrammeWrong(
            f"the check in {broken.source} cannot be loaded: {broken.reason}",
            hint="mend the file, or move it out of checks/",
        )
    return found.found
