"""Remembers where each step of a journey stands, its own and those of the parts it includes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onetake.declare.document import Document, Spot
from onetake.words.location import Fault, Location
from onetake.words.steps import Block


class Places:
    """Leads from a block to its place; faults that a journey finds in a part stay apart."""

    def __init__(self, document: Document, shared: Mapping[Location, Spot]) -> None:
        self.own: dict[Location, Spot] = {}
        self._document = document
        self._shared = shared
        self._copies: dict[str, Document] = {}

    def of(self, block: Block) -> Spot:
        """Return where a block stands."""
        spot = self.own.get(block.location)
        if spot is not None:
            return spot
        spot = self._shared[block.location]
        copy = self._copies.get(spot.document.file)
        if copy is None:
            copy = self._copies[spot.document.file] = replace(spot.document, faults=[])
        return Spot(copy, spot.at, spot.value)

    def faults(self) -> list[Fault]:
        """Return the faults this journey found in parts."""
        return [fault for copy in self._copies.values() for fault in copy.faults]
