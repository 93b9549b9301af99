"""Loads an environment: the same journeys, walked as customers come."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from random import Random

from onetake.errors import CouldNotTell
from onetake.exercise.crowd import Crowd
from onetake.flows.load_cast import demand_allowed, repeats, weighted
from onetake.flows.load_need import needs
from onetake.flows.load_rows import pulse_rows
from onetake.flows.prepare import Prepared, Wanted, prepare
from onetake.flows.record import Recording
from onetake.flows.test import allow_many_connections, shown
from onetake.ledger.ledger import Ledger
from onetake.load.arrivals import arrivals, expected
from onetake.load.figures import Figures
from onetake.load.limits import stopped_by
from onetake.load.mix import in_turn
from onetake.words.clock import now
from onetake.words.events import Planned, RunEnded
from onetake.words.load import Profile, Tick, Visit
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict, worst

COMMAND = "load"
_STOPS = {signal.SIGINT: "stopped by Ctrl-C", signal.SIGTERM: "stopped by SIGTERM"}
_MOST = 5000
_WATCHED = 3
"""Kinds of failures that are shown while a load lasts."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to; `command` is its id, `head` the ledger's chain head.

    `notes` says what was known before it began. `began` is in seconds since 1970.
    """

    environment: str
    profile: Profile
    figures: Figures
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    seconds: float
    began: float
    stopped: str = ""
    command: str = ""
    head: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return the gravest verdict of any customer; nobody at all is unknown."""
        counted = +self.figures.verdicts
        return worst(counted) if counted else Verdict.UNKNOWN


def run_load(
    wanted: Wanted,
    profile: Profile,
    tell: Callable[[Tick], None] = lambda tick: None,
    begin: Callable[[Sequence[str]], None] = lambda notes: None,
) -> Loaded:
    """Let customers come as a profile says, and record what they met.

    `begin` is called with what should be known before anybody comes, `tell` after each second. The
    first run of each kind of failure, and the first that passed of each journey, are in the ledger
    with their evidence.
    Raises UsageWrong, ProgrammeWrong, LedgerUnusable.
    """
    import uvloop

    if find_spec("numpy") is None:
        raise CouldNotTell(
            "percentiles of a load cannot be told without numpy",
            hint="pip install 'onetake[load]'",
        )
    prepared = prepare(wanted)
    demand_allowed(prepared, profile)
    allow_many_connections()
    with (
        closing(prepared.locks),
        prepared.place.open() as ledger,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return runner.run(_load(prepared, profile, ledger, tell, begin))


async def _load(
    prepared: Prepared,
    profile: Profile,
    ledger: Ledger,
    tell: Callable[[Tick], None],
    begin: Callable[[Sequence[str]], None],
) -> Loaded:
    load = _Load(prepared, profile, ledger, tell)
    begin(load.notes)
    return await load.run()


class _Load:
    """One load: its figures, and what of it is recorded."""

    def __init__(
        self,
        prepared: Prepared,
        profile: Profile,
        ledger: Ledger,
        tell: Callable[[Tick], None],
    ) -> None:
        self._prepared = prepared
        self._profile = profile
        self._tell = tell
        self._figures = Figures()
        self._recording = Recording(prepared, ledger, COMMAND)
        self._cleaner = self._recording.cleaner()
        self._kept: list[Visit] = []
        self._passed: set[str] = set()
        self._stopped = self._command = ""
        self._began = time.time()
        environment = prepared.setting.environment
        most = environment.max_customers or _MOST
        self._crowd = Crowd(prepared.setting, most, self._figures.came, self._served)
        self._errands = weighted(prepared.plan.errands, profile)
        customers = profile.customers or expected(profile.phases)
        self.notes = (
            *needs(self._errands, profile, environment.name, most, ledger),
            *repeats(self._errands, customers),
        )

    async def run(self) -> Loaded:
        profile, begun = self._profile, now()
        numbers = in_turn({at: weight for at, (_, weight) in enumerate(self._errands)})
        chosen = (self._errands[number][0] for number in numbers)
        planned = Planned(self._prepared.setting.environment.name, 0)
        planned = self._recording.planned(planned, (), shown(self._recording.folder))
        self._command = planned.invocation
        loop = asyncio.get_running_loop()
        for number, reason in _STOPS.items():
            loop.add_signal_handler(number, self._stop, reason)
        ticking = asyncio.create_task(self._seconds())
        try:
            if profile.customers:
                await self._crowd.again(profile.customers, profile.seconds, chosen)
            else:
                chance = Random(self._prepared.setting.random.random()) if profile.chance else None
                await self._crowd.come(arrivals(profile.phases, chance), chosen)
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking
            for number in _STOPS:
                loop.remove_signal_handler(number)
            self._second()
            await self._record()
            await self._recording.close()
        return self._ended(now() - begun)

    def _served(self, visit: Visit) -> None:
        first = self._figures.take(visit)
        if visit.result is None:
            return
        if visit.verdict is Verdict.PASSED and visit.journey not in self._passed:
            self._passed.add(visit.journey)
            first = True
        if first:
            self._kept.append(visit)

    def _stop(self, reason: str) -> None:
        self._stopped = self._stopped or reason
        self._crowd.stop()

    async def _seconds(self) -> None:
        begun, number = now(), 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, begun + number - now()))
            self._second()
            if why := stopped_by(self._profile.stops, self._figures.seconds):
                self._stop(why)
            await self._record()

    def _second(self) -> None:
        over = self._figures.second_over()
        self._tell(Tick(
            over.number + 1, over.came, self._crowd.here, over.p50, over.p95, over.p99, over.late,
            over.verdicts, self._figures.verdicts, self._figures.most_frequent(_WATCHED),
        ))  # fmt: skip

    async def _record(self) -> None:
        """Record the visits that are kept; the first of each kind only, so there are few."""
        kept, self._kept = self._kept, []
        for visit in kept:
            if visit.result is not None:  # a draft, so that no figure but the load's counts it
                event = self._cleaner.event(RunEnded(replace(visit.result, draft=True)))
                assert isinstance(event, RunEnded)
                await self._recording.record(event)

    def _ended(self, seconds: float) -> Loaded:
        name = self._prepared.setting.environment.name
        loaded = Loaded(
            name, self._profile, self._figures,
            tuple((journey.id, why) for journey, why in self._prepared.plan.skipped),
            self.notes, seconds, self._began, self._stopped,
        )  # fmt: skip
        outcome = Outcome(
            name, loaded.verdict, runs=sum(self._figures.verdicts.values()), ms=seconds * 1000,
            interrupted=bool(self._stopped), stopped=self._stopped,
        )  # fmt: skip
        ended = self._recording.end(
            outcome, lambda command: pulse_rows(self._figures, command, self._began)
        )
        return replace(loaded, head=ended.head, command=self._command)
