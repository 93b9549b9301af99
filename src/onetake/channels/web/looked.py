"""What was seen on a page after an action: its facts, gathered while it stood there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onetake.words.path import ABSENT, Path


@dataclass(frozen=True, slots=True)
class Looked:
    """The facts of a page that were asked for, by their first word."""

    facts: Mapping[str, object]

    def fact(self, path: Path) -> object:
        """Return the value at a path, or ABSENT."""
        if path.root not in self.facts:
            return ABSENT
        return path.dig(self.facts[path.root]) if path.parts else self.facts[path.root]
