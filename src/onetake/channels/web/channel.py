"""The web channel itself; Playwright is loaded when the first line opens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onetake.channels.web.actions import ACTIONS
from onetake.channels.web.looked import Looked
from onetake.channels.web.settings import Settings
from onetake.words.channel import Action, Memory, Place
from onetake.words.line import Arrival
from onetake.words.programme import System
from onetake.words.trouble import CannotTell

if TYPE_CHECKING:
    from onetake.channels.web.line import WebLine
    from onetake.channels.web.opening import Opener


@dataclass(frozen=True, slots=True)
class Prepared:
    """An action ready for every run; `roots` are the facts to gather, None for the plain ones."""

    action: Action
    asked: set[str]
    roots: frozenset[str] | None = None

    def observing(self, roots: frozenset[str]) -> Prepared:
        """Return the action made ready to gather facts."""
        self.asked.update(roots)
        return replace(self, roots=roots)

    async def say(self, line: WebLine, memory: Memory) -> None:
        """Do the action on the line's page, and hear what is seen then. Raises Trouble."""
        await line.walk(self.action, memory, self.roots)

    def read(self, arrivals: Sequence[Arrival]) -> Looked | None:
        """Return what was seen last."""
        return arrivals[-1].content if arrivals else None  # type: ignore[return-value]


def _opener() -> Opener:
    """Return what opens lines. Raises CannotTell where Playwright is not installed."""
    try:
        from onetake.channels.web.opening import Opener
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "playwright":
            raise
        raise CannotTell(
            "browser.missing",
            "Playwright, which drives the browser, is not installed: pip install 'onetake[web]'",
        ) from None
    return Opener()


class Web:
    """Walks sites in a browser: one browser process, one context for each line."""

    name = "web"
    actions = ACTIONS
    settings = Settings
    at_once = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2

    def __init__(self) -> None:
        self._opener: Opener | None = None
        self._asked: dict[str, set[str]] = {}

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make an action ready; what any of a system's actions asks for is listened to."""
        return Prepared(action, self._asked.setdefault(system.name, set()))

    async def open(self, place: Place) -> WebLine:
        """Open an empty page; nothing is asked for yet. Raises Trouble."""
        if self._opener is None:
            self._opener = _opener()
        return await self._opener.open(place, frozenset(self._asked.get(place.system.name, ())))
