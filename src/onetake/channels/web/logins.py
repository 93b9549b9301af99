"""Log-ins that journeys keep for later runs of the same command; in memory, never on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, StorageState

Key = tuple[str, str, str, str]
"""Whose: persona, system, its address and the name of the log-in."""


@dataclass(slots=True)
class Kept:
    """What browsers of one channel held when a log-in was kept."""

    states: dict[Key, StorageState] = field(default_factory=dict)


@dataclass(slots=True)
class Logins:
    """The log-ins of one line: the first meeting with a name restores, each later one keeps."""

    kept: Kept
    _met: set[Key] = field(default_factory=set)

    async def meet(self, key: Key, context: BrowserContext, *, used: bool) -> bool:
        """Return True when a log-in was taken up again; else what a used browser holds is kept."""
        first = key not in self._met
        self._met.add(key)
        if first and (state := self.kept.states.get(key)) is not None:
            await context.set_storage_state(state)
            return True
        if used:
            self.kept.states[key] = await context.storage_state(indexed_db=True)
        return False
