"""Finds what is declared and never used: personas, systems and parts."""

from __future__ import annotations

from collections.abc import Iterable

from onetake.declare.cache import Entry
from onetake.declare.frame import Frame
from onetake.words.location import Fault, Location


def unused(frame: Frame, entries: Iterable[Entry]) -> list[Fault]:
    """Return a warning for each file no journey uses; none while a journey cannot be read."""
    used: set[str] = set()
    for entry in entries:
        if not entry.usable:
            return []
        used.update(entry.uses)
    if not used:
        return []
    declared = (("persona", frame.programme.personas), ("system", frame.programme.systems))
    faults = [
        _warning(noun.location.file, kind, name)
        for kind, nouns in declared
        for name, noun in nouns.items()
        if f"{kind}:{name}" not in used
    ]
    parts = (name for name in frame.parts.names if f"part:{name}" not in used)
    return faults + [_warning(frame.parts.file(name), "part", name) for name in parts]


def _warning(file: str, kind: str, name: str) -> Fault:
    message = f"no journey uses the {kind} {name!r}"
    return Fault(Location(file), message, "use it, or remove the file", "unused", "warning")
