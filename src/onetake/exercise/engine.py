"""Walks a plan: many runs at once, never two as the same persona, and yields what happens."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

from onetake.exercise.leases import Lease, Leases
from onetake.exercise.plan import Errand, Plan
from onetake.exercise.setting import Setting
from onetake.exercise.slots import Slots
from onetake.exercise.tally import Tally
from onetake.exercise.walk import Walk
from onetake.words.clock import now
from onetake.words.events import (
    Event,
    Interrupted,
    JourneyJudged,
    Planned,
    RunEnded,
    Tries,
)
from onetake.words.programme import Journey, Persona
from onetake.words.verdict import Ruling, Verdict

_QUEUE = 1000
_ASK_AGAIN = 0.2


class Engine:
    """Walks the errands of a plan with at most `jobs` runs at once."""

    def __init__(
        self, plan: Plan, setting: Setting, live: Callable[[Event], None] | None = None
    ) -> None:
        """Prepare; `live` is called at once with what only progress is interested in."""
        self._live = live
        self._plan = plan
        self._setting = setting
        self._waiting = _by_leases(plan)
        self._leases = Leases(setting.lock)
        self._slots = Slots(setting.channels)
        self._freed = asyncio.Condition()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue(_QUEUE)
        self._workers: list[asyncio.Task[None]] = []
        self._walking: dict[asyncio.Task[None] | None, Walk] = {}
        self._stopped = ""
        self._never: list[Errand] = []

    async def events(self) -> AsyncIterator[Event]:
        """Yield what counts, in the order it happened: runs that ended, journeys judged."""
        yield Planned(self._setting.environment.name, self._plan.runs)
        for journey, why in self._plan.skipped:
            yield _skipped(journey, why, self._setting.environment.name)
        count = min(self._setting.jobs, max(1, len(self._plan.errands)))
        self._workers = [asyncio.create_task(self._work()) for _ in range(count)]
        closer = asyncio.create_task(self._close())
        while (event := await self._events.get()) is not None:
            yield event
        await closer
        if self._stopped:
            ruling = _stopped("the walk was stopped before this began")
            for errand in self._never:
                yield Tally(errand).judged(self._setting.environment.name, ruling)
            yield Interrupted(self._stopped)

    def stop(self, reason: str) -> None:
        """Begin nothing new; runs under way clean up and end as unknown; again: at once."""
        again = bool(self._stopped)
        self._stopped = self._stopped or reason
        for errands in self._waiting.values():
            self._never += errands
            errands.clear()
        for worker in self._workers:
            walk = self._walking.get(worker)
            if again or walk is None or not walk.cleaning:
                worker.cancel()

    async def _close(self) -> None:
        done = await asyncio.gather(*self._workers, return_exceptions=True)
        await self._events.put(None)
        for result in done:
            if isinstance(result, Exception):
                raise result

    async def _work(self) -> None:
        while (taken := await self._next()) is not None:
            errand, lease = taken
            try:
                await (self._walk(errand, lease) if lease else self._refuse(errand))
            finally:
                if lease:
                    self._leases.give_back(lease)
                    self._slots.give_back(errand)
                async with self._freed:
                    self._freed.notify_all()
            if self._stopped:
                return

    async def _next(self) -> tuple[Errand, Lease | None] | None:
        """Take the next errand whose personas and channels are free, waiting while none is.

        When other processes keep theirs for too long, an errand comes without a lease.
        """
        refused = now() + self._setting.lease_patience
        async with self._freed:
            while True:
                waiting = [leases for leases, errands in self._waiting.items() if errands]
                if not waiting:
                    return None
                for leases in waiting:
                    if not self._slots.free(self._waiting[leases][0]):
                        refused = now() + self._setting.lease_patience
                        continue
                    lease = self._leases.take(self._people(leases))
                    if lease is not None:
                        errand = self._waiting[leases].popleft()
                        self._slots.take(errand)
                        return errand, lease
                if len(self._leases):
                    refused = now() + self._setting.lease_patience
                elif now() > refused:
                    return self._waiting[waiting[0]].popleft(), None
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._freed.wait(), _ASK_AGAIN)

    def _people(self, leases: frozenset[str]) -> Iterator[Persona]:
        """Yield personas, always in the same order, so that no two errands wait for each other."""
        return (self._setting.programme.personas[name] for name in sorted(leases))

    async def _refuse(self, errand: Errand) -> None:
        who = " and ".join(sorted(errand.leases))
        reason = f"another process walks as {who}, and did not end"
        ruling = Ruling(Verdict.UNKNOWN, "leased", reason)
        await self._put(Tally(errand).judged(self._setting.environment.name, ruling))

    async def _walk(self, errand: Errand, lease: Lease) -> None:
        """Walk one errand as often as it takes to decide, then judge the journey."""
        tally = Tally(errand)
        for number in range(1, errand.tries + 1):
            walk = Walk(
                errand.ready,
                self._setting,
                lease=lease,
                persona=errand.persona,
                row=errand.row,
                row_number=errand.row_number,
                tries=Tries(number, errand.tries),
                live=self._live,
            )
            self._walking[asyncio.current_task()] = walk
            await self._put(RunEnded(tally.take(await walk.run())))
            if self._stopped or tally.decided():
                break
        stopped = _stopped(self._stopped) if self._stopped else None
        await self._put(tally.judged(self._setting.environment.name, stopped))

    async def _put(self, event: Event) -> None:
        """Hand on an event that must not be lost, even when the walk is being stopped."""
        while True:
            try:
                return await self._events.put(event)
            except asyncio.CancelledError:
                if not self._stopped:
                    raise


def _by_leases(plan: Plan) -> dict[frozenset[str], deque[Errand]]:
    waiting: dict[frozenset[str], deque[Errand]] = {}
    for errand in plan.errands:
        waiting.setdefault(errand.leases, deque()).append(errand)
    return waiting


def _stopped(reason: str) -> Ruling:
    return Ruling(Verdict.UNKNOWN, "interrupted", reason)


def _skipped(journey: Journey, why: str, environment: str) -> JourneyJudged:
    return JourneyJudged(
        journey.id, "", environment, Verdict.SKIPPED, why, "skipped", Tries(0, 0), journey.draft
    )
