"""Keeps the parts of a programme: steps that journeys include."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from onetake.declare.blocks import note_too_many
from onetake.declare.document import Document, Spot
from onetake.declare.files import Found, yaml_files
from onetake.declare.heads import PartFile
from onetake.declare.modifiers import name_of_own
from onetake.declare.nearest import nearest
from onetake.declare.steps import Places, StepReader, Words
from onetake.declare.validate import validate
from onetake.words.location import Fault
from onetake.words.steps import Block

_DEEPEST = 20


@dataclass(slots=True)
class _Part:
    document: Document
    needs: tuple[str, ...] = ()
    steps: tuple[Block, ...] | None = None


@dataclass(slots=True)
class PartShelf:
    """Reads each part once, when it is asked for; `places` tells where their steps stand."""

    folder: Path
    words: Words
    places: Places = field(default_factory=dict)
    _parts: dict[str, _Part] = field(default_factory=dict)
    _files: dict[str, Found] = field(default_factory=dict)
    _reading: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look which parts there are."""
        self._files = {found.name: found for found in yaml_files(self.folder, "parts")}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts there are."""
        return tuple(self._files)

    def file(self, name: str) -> str:
        """Return the file of a part, as messages call it."""
        return self._files[name].file

    def read_all(self) -> None:
        """Read the parts nobody asked for, too."""
        for name in self._files:
            self._read(name)

    def faults(self) -> list[Fault]:
        """Return the faults of the parts read so far."""
        return [fault for part in self._parts.values() for fault in part.document.faults]

    def needs(self, name: str) -> tuple[str, ...]:
        """Return the names a part wants values for."""
        return self._parts[name].needs

    def steps(self, name: str, asked: Spot) -> tuple[Block, ...] | None:
        """Return a part's steps; None when it is broken, or not there, which is a fault."""
        if name not in self._files:
            hint = nearest(name, self._files, "parts", f"write parts/{name}.yaml")
            asked.fault("part.unknown", f"there is no part {name!r}", hint=hint)
            return None
        if name in self._reading:
            circle = " → ".join([*self._reading[self._reading.index(name) :], name])
            asked.fault("include.endless", f"this include never ends: {circle}",
                        hint="remove one of these includes")  # fmt: skip
            return None
        if len(self._reading) == _DEEPEST:
            asked.fault("include.endless", f"parts include each other {_DEEPEST} deep and further",
                        hint="put their steps into fewer parts")  # fmt: skip
            return None
        return self._read(name).steps

    def _read(self, name: str) -> _Part:
        if name in self._parts:
            return self._parts[name]
        document = self._files[name].document()
        part = self._parts[name] = _Part(document)
        spot = Spot(document, (), document.value)
        head = validate(spot, PartFile) if document.value is not None else None
        if head is None:
            return part
        part.needs = head.needs
        for position, need in enumerate(head.needs):
            if not name_of_own(need):
                spot["needs"][position].fault("needs", f"{need!r} cannot be a name to give",
                                              hint="use letters, digits, _ and -")  # fmt: skip
        reader = StepReader(self.words, self, self.places)
        self._reading.append(name)
        steps = reader.steps(spot["steps"])
        self._reading.pop()
        note_too_many(spot["steps"], steps)
        if not (document.broken or reader.incomplete):
            part.steps = steps
        return part
