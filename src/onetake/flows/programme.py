"""Opens a programme: finds its folder, its channels, reads its files and picks an environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from onetake import declare, plugins
from onetake.errors import ProgrammeWrong, UsageWrong
from onetake.flows.scripts import ProgrammeScripts
from onetake.words.channel import Channel
from onetake.words.location import Fault
from onetake.words.programme import Environment, Programme


class ProgrammeFaulty(ProgrammeWrong):
    """Files of the programme have faults; `faults` holds all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        count = len(faults)
        super().__init__(
            f"the programme has {count} fault{'s' * (count != 1)}",
            hint="mend what is shown, then: onetake lint",
        )
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Opened:
    """A programme ready to use, and the channels its journeys may name."""

    programme: Programme
    channels: Mapping[str, Channel]
    folder: Path
    faults: tuple[Fault, ...]
    scripts: ProgrammeScripts


def open_programme(start: Path, journeys: tuple[str, ...] = ()) -> Opened:
    """Read the programme at or above a folder.

    Raises ProgrammeFaulty when a file has a fault; with `journeys` (ids or wildcards) the faults
    of journeys that were not asked for do not count.
    """
    folder = declare.find(start)
    found = plugins.channels(folder)
    if found.broken:
        broken = found.broken[0]
        raise ProgrammeWrong(
            f"the channel in {broken.source} cannot be loaded: {broken.reason}",
            hint="mend the file, or move it out of channels/",
        )
    reading = declare.read(folder, found.found)
    faults = tuple(
        fault for fault in reading.faults if fault.severity == "error" and _counts(fault, journeys)
    )
    if faults or reading.programme is None:
        raise ProgrammeFaulty(faults or reading.faults)
    scripts = ProgrammeScripts(folder, reading.live)
    return Opened(reading.programme, found.found, folder, reading.faults, scripts)


def environment_of(programme: Programme, name: str, overrides: Mapping[str, str]) -> Environment:
    """Return an environment with some of its values overridden; no name means the first.

    Raises UsageWrong for an unknown environment or value, naming the nearest.
    """
    known = programme.environments
    if not known:
        raise ProgrammeWrong(
            "no environment is declared", hint="write environments: {dev: {}} in onetake.yaml"
        )
    if name and name not in known:
        raise UsageWrong(
            f"there is no environment {name!r}", hint=_nearest(name, tuple(known), "environments")
        )
    environment = known[name] if name else next(iter(known.values()))
    for value in overrides:
        if value not in environment.values:
            hint = _nearest(value, tuple(environment.values), f"values of {environment.name}")
            raise UsageWrong(f"{environment.name} has no value {value!r} to set", hint=hint)
    return replace(environment, values={**environment.values, **overrides})


def demand_known(kind: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Raise UsageWrong for a name or wildcard that fits nothing, naming the nearest."""
    for name in names:
        if not any(fnmatchcase(item, name) for item in known):
            raise UsageWrong(f"there is no {kind} {name!r}", hint=_nearest(name, known, f"{kind}s"))


def _nearest(name: str, known: tuple[str, ...], what: str) -> str:
    near = get_close_matches(name, known, 1, 0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return f"{what}: {shown}" if known else f"there are no {what} yet"


def _counts(fault: Fault, journeys: tuple[str, ...]) -> bool:
    path = Path(fault.location.file)
    if not journeys or "journeys" not in path.parts:
        return True
    identity = path.with_suffix("").as_posix().split("journeys/", 1)[-1]
    return any(fnmatchcase(identity, name.partition(":")[0]) for name in journeys)
