"""Checks every file of a programme, and plug-ins that could not be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onetake import declare, plugins
from onetake.declare import Checked
from onetake.declare.files import yaml_files
from onetake.declare.mappings import IMPORTS, mapping_faults
from onetake.declare.profiles import PROFILES, read_profiles
from onetake.flows.charter import charter_of, relative
from onetake.flows.home import HOME, make_private
from onetake.flows.misnamed import misnamed
from onetake.words.location import Fault, Location

CACHE = HOME / "cache"


@dataclass(frozen=True, slots=True)
class Linted:
    """What was checked, and the faults of plug-ins beside those of files."""

    folder: Path
    checked: Checked
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> int:
        """How many faults keep something from being used."""
        return sum(fault.severity == "error" for fault in self.faults)


def lint_programme(start: Path, *, use_cache: bool = True) -> Linted:
    """Return every fault of the programme at or above a folder. Raises ProgrammeWrong for none."""
    folder = declare.find(start)
    found = plugins.channels(folder)
    if use_cache:
        make_private(folder / HOME)
    cache = folder / CACHE if use_cache else None
    programme, checked = declare.outline(folder, found.found, cache=cache)
    broken = tuple(
        Fault(
            Location(relative(item.source, folder)),
            f"this channel cannot be loaded: {item.reason}",
            "mend the file, or move it out of channels/",
            rule="plugin.broken",
        )
        for item in found.broken
    )
    charter = charter_of(folder, programme)
    mappings, profiles = yaml_files(folder, IMPORTS), yaml_files(folder, PROFILES)
    faults = [*broken, *checked.faults, *charter.faults]
    faults += [*mapping_faults(mappings), *read_profiles(profiles, folder)[1]]
    if programme is not None:
        names = (check.name for check in plugins.checks(folder).found)
        faults += misnamed(folder, programme, charter.charter, names)
    files = checked.files + charter.files + len(mappings) + len(profiles)
    return Linted(folder, replace(checked, files=files), tuple(faults))


def rendered(faults: Sequence[Fault]) -> list[str]:
    """Return each fault as people read it: place, message, source line, caret and fix."""
    return [declare.render(fault) for fault in faults]
