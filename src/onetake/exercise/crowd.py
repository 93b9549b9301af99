"""Walks journeys as customers come, whether or not those before them have been served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from onetake.exercise.doubt import doubted
from onetake.exercise.leases import Lease, Leases
from onetake.exercise.plan import Errand
from onetake.exercise.setting import Setting
from onetake.exercise.slots import Slots
from onetake.exercise.walk import Walk
from onetake.words.clock import reader
from onetake.words.events import Tries
from onetake.words.load import Visit
from onetake.words.programme import Persona
from onetake.words.verdict import Verdict

_PATIENCE = 60.0
_TICK = 0.01
_AGAIN = 0.05


class Crowd:
    """Customers of a load. Each has an intended moment; a slow server does not hold back others.

    So the response time of a customer counts from when she meant to come (Gil Tene, "How NOT to
    measure latency", 2015). One who finds no place among `most` at once, or no account that is
    free, is skipped and told.
    """

    def __init__(
        self,
        setting: Setting,
        most: int,
        came: Callable[[], None],
        served: Callable[[Visit], None],
    ) -> None:
        """Prepare; `came` and `served` are called for each customer, in turn and never at once."""
        self._setting = setting
        self._leases = Leases(setting.lock, shared=True)
        self._slots = Slots(setting.channels)
        self._most = most
        self._came = came
        self._served = served
        self._here: set[asyncio.Task[None]] = set()
        self._clock = reader()
        self._begun = 0.0
        self._lag = 0.0
        self._stopping = asyncio.Event()
        self._broken: BaseException | None = None

    @property
    def here(self) -> int:
        """Return how many customers are being served now."""
        return len(self._here)

    async def come(self, moments: Iterable[float], turns: Iterator[Errand]) -> None:
        """Let customers come at their moments, in seconds from now, and wait until all are served.

        After `stop` nobody comes any more, and who is here cleans up and ends as unknown.
        """
        self._begun = self._clock()
        watching = asyncio.create_task(self._watch())
        try:
            for moment in moments:
                if not await self._until(moment):
                    break
                self._come(moment, next(turns))
            await self._leave()
        finally:
            watching.cancel()

    async def again(self, customers: int, seconds: float, turns: Iterator[Errand]) -> None:
        """Let so many customers come, each again as soon as served, for so many seconds."""
        self._begun = self._clock()
        watching = asyncio.create_task(self._watch())

        async def one() -> None:
            while (moment := self._clock() - self._begun) < seconds and not self._stopping.is_set():
                errand = next(turns)
                lease = self._place(errand)
                if isinstance(lease, str):  # she waits: in a closed load nobody comes behind her
                    await asyncio.sleep(_AGAIN)
                    continue
                self._came()
                visit = self._begin(moment, errand, lease)
                await asyncio.wait([visit])

        try:
            coming = [asyncio.create_task(one()) for _ in range(customers)]
            await asyncio.wait(coming, timeout=seconds)
            await self._leave()
            await asyncio.wait(coming)
        finally:
            watching.cancel()

    def stop(self) -> None:
        """Let nobody come any more, and break off who is here."""
        self._stopping.set()
        for task in self._here:
            task.cancel()

    async def _until(self, moment: float) -> bool:
        """Wait until a moment; False when the load was stopped before."""
        wait = self._begun + moment - self._clock()
        if wait > 0:
            try:
                async with asyncio.timeout(wait):
                    await self._stopping.wait()
            except TimeoutError:
                return True
        elif self._begun + moment + _TICK < self._clock():
            await asyncio.sleep(0)  # we are late: who is here is served in between
        return not self._stopping.is_set()

    def _come(self, moment: float, errand: Errand) -> None:
        self._came()
        if len(self._here) >= self._most:
            reason = f"only {self._most:,} may be here at once"
            self._untold(errand, moment, Verdict.SKIPPED, reason)
            return
        lease = self._place(errand)
        if isinstance(lease, str):
            self._untold(errand, moment, Verdict.SKIPPED, lease)
            return
        self._begin(moment, errand, lease)

    def _begin(self, moment: float, errand: Errand, lease: Lease) -> asyncio.Task[None]:
        task = asyncio.create_task(self._visit(moment, errand, lease))
        self._here.add(task)
        task.add_done_callback(partial(self._over, moment, errand, lease))
        return task

    def _over(self, moment: float, errand: Errand, lease: Lease, task: asyncio.Task[None]) -> None:
        """Give back what a customer had; one who was stopped before she began is unknown."""
        self._here.discard(task)
        self._slots.give_back(errand)
        self._leases.give_back(lease)
        if task.cancelled():
            self._untold(errand, moment, Verdict.UNKNOWN, "the load was stopped before this began")
        elif (error := task.exception()) is not None:
            self._broken = self._broken or error
            self.stop()

    def _place(self, errand: Errand) -> Lease | str:
        """Take what a customer needs to herself, or return why there is none."""
        if not self._slots.free(errand):
            return "one of its channels takes no more at once in one process"
        lease = self._leases.take(self._people(errand))
        if lease is None:
            return "no account of its pool was free"
        self._slots.take(errand)
        return lease

    async def _visit(self, moment: float, errand: Errand, lease: Lease) -> None:
        begun = self._clock() - self._begun
        walk = Walk(
            errand.ready,
            self._setting,
            lease=lease,
            persona=errand.persona,
            row=errand.row,
            row_number=errand.row_number,
            tries=Tries(),
        )
        result = await walk.run()
        ended = self._clock() - self._begun
        result = doubted(result, self._lag * 1000)
        journey = errand.ready.journey.id
        self._served(Visit(journey, moment, begun, ended, result.verdict, result.reason, result))

    def _untold(self, errand: Errand, moment: float, verdict: Verdict, reason: str) -> None:
        now = self._clock() - self._begun
        journey = errand.ready.journey.id
        self._served(Visit(journey, moment, now, now, verdict, reason))

    def _people(self, errand: Errand) -> Iterator[Persona]:
        known: Mapping[str, Persona] = self._setting.programme.personas
        return (known[name] for name in sorted(errand.leases))

    async def _leave(self) -> None:
        """Wait until all are served; those that take far too long are broken off.

        Raises what went wrong with ourselves, if anything did.
        """
        if self._here:
            await asyncio.wait(self._here, timeout=None if self._stopping.is_set() else _PATIENCE)
        if self._here:
            self.stop()
            await asyncio.wait(self._here)
        await asyncio.sleep(0)  # so that those just over are given back
        if self._broken is not None:
            raise self._broken

    async def _watch(self) -> None:
        """Note how late this process is itself: the longest of the last second or so."""
        while True:
            due = self._clock() + _TICK
            await asyncio.sleep(_TICK)
            self._lag = max(self._clock() - due, self._lag * 0.97, 0.0)
