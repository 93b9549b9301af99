"""Serves the customers of a load, or a slice of them, and hands on each second what they met."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from random import Random

from onetake.exercise.crowd import Crowd
from onetake.flows.load_cast import weighted
from onetake.flows.prepare import Prepared
from onetake.load.arrivals import arrivals
from onetake.load.figures import KINDS, Figures, KindKey
from onetake.load.mix import in_turn
from onetake.words.clock import now
from onetake.words.load import Profile, Slice, Visit

MOST = 5000
"""Customers at once in an environment that says nothing of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one process noticed in a second: its figures, who is still here, and visits to keep.

    `kept` are the first of each kind of failure, and the first that passed of each journey, each
    with what its kind is known by.
    """

    here: int
    figures: Figures
    kept: tuple[tuple[KindKey | str, Visit], ...]


class Serving:
    """The customers of a slice: they come at their moments, and each second is handed on."""

    def __init__(
        self, prepared: Prepared, profile: Profile, part: Slice, hand: Callable[[Part], None]
    ) -> None:
        self._profile = profile
        self._part = part
        self._hand = hand
        self._figures = Figures()
        self._kept: list[tuple[KindKey | str, Visit]] = []
        self._known: set[KindKey] = set()
        self._passed: set[str] = set()
        self._number = 0
        self._errands = weighted(prepared.plan.errands, profile)
        most = part.share(prepared.setting.environment.max_customers or MOST)
        self._crowd = Crowd(prepared.setting, most, self._came, self._served)

    async def run(self) -> None:
        """Let the customers come, and wait until all are served."""
        profile, part = self._profile, self._part
        numbers = in_turn({at: weight for at, (_, weight) in enumerate(self._errands)})
        own = islice(numbers, part.number, None, part.of)
        chosen = (self._errands[number][0] for number in own)
        ticking = asyncio.create_task(self._seconds())
        try:
            if profile.customers:
                await self._crowd.again(part.share(profile.customers), profile.seconds, chosen)
            else:
                chance = Random(part.seed) if profile.chance else None
                moments = arrivals(profile.phases, chance)
                await self._crowd.come(islice(moments, part.number, None, part.of), chosen)
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking
            self._second()

    def stop(self) -> None:
        """Let nobody come any more, and break off who is here."""
        self._crowd.stop()

    def _came(self) -> None:
        self._figures.came()

    def _served(self, visit: Visit) -> None:
        kind = self._figures.take(visit)
        if visit.result is None:
            return
        if kind is None and visit.journey not in self._passed:
            self._passed.add(visit.journey)
            self._kept.append((visit.journey, visit))
        elif kind is not None and kind not in self._known and len(self._known) < KINDS:
            self._known.add(kind)
            self._kept.append((kind, visit))

    async def _seconds(self) -> None:
        begun = now()
        while True:
            await asyncio.sleep(max(0.0, begun + self._number + 1 - now()))
            self._second()

    def _second(self) -> None:
        figures, self._figures = self._figures, Figures()
        kept, self._kept = tuple(self._kept), []
        self._hand(Part(self._crowd.here, figures, kept))
        self._number += 1
