"""Loads an environment: the same journeys, walked as customers come."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec

from onetake.errors import CouldNotTell
from onetake.flows.load_cast import demand_allowed, repeats, weighted
from onetake.flows.load_jobs import Jobs
from onetake.flows.load_need import Means, needs, stays
from onetake.flows.load_rows import pulse_rows
from onetake.flows.load_seconds import Seconds
from onetake.flows.load_serving import MOST, Part, Serving
from onetake.flows.prepare import Prepared, Wanted, prepare
from onetake.flows.record import Recording
from onetake.flows.test import allow_many_connections, shown
from onetake.ledger.ledger import Ledger
from onetake.load.arrivals import expected
from onetake.load.figures import Figures
from onetake.load.limits import stopped_by
from onetake.words.clock import now
from onetake.words.events import Planned, RunEnded
from onetake.words.load import Profile, Slice, Tick, Visit
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict, worst

COMMAND = "load"
_STOPS = {signal.SIGINT: "stopped by Ctrl-C", signal.SIGTERM: "stopped by SIGTERM"}
_WATCHED = 3
"""Kinds of failures that are shown while a load lasts."""


@dataclass(frozen=True, slots=True)
class Watching:
    """Who is told of a load: before anybody comes, and after each second."""

    begin: Callable[[Sequence[str]], None] = lambda notes: None
    tick: Callable[[Tick], None] = lambda tick: None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to; `command` is its id, `head` the ledger's chain head.

    `notes` says what was known before it began, `losses` which processes were lost. `began` is in
    seconds since 1970.
    """

    environment: str
    profile: Profile
    figures: Figures
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    seconds: float
    began: float
    losses: tuple[str, ...] = ()
    stopped: str = ""
    command: str = ""
    head: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return the gravest verdict of any customer; nobody at all, or a loss, is unknown."""
        counted = {*+self.figures.verdicts}
        return worst(counted | {Verdict.UNKNOWN} if self.losses or not counted else counted)


def run_load(wanted: Wanted, profile: Profile, watching: Watching = Watching()) -> Loaded:
    """Let customers come as a profile says, and record what they met.

    They are served by `wanted.jobs` processes, one when that is not said. The first run of each
    kind of failure, and the first that passed of each journey, are in the ledger with their
    evidence. Raises UsageWrong, ProgrammeWrong, LedgerUnusable.
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
        return runner.run(_load(prepared, profile, ledger, watching, wanted))


async def _load(
    prepared: Prepared, profile: Profile, ledger: Ledger, watching: Watching, wanted: Wanted
) -> Loaded:
    load = _Load(prepared, profile, ledger, watching, wanted.jobs or 1)
    return await load.run(wanted)


class _Load:
    """One load: its figures, and what of it is recorded."""

    def __init__(
        self,
        prepared: Prepared,
        profile: Profile,
        ledger: Ledger,
        watching: Watching,
        jobs: int,
    ) -> None:
        self._prepared = prepared
        self._profile = profile
        self._jobs = jobs
        self._watching = watching
        self._figures = Figures()
        self._recording = Recording(prepared, ledger, COMMAND)
        self._cleaner = self._recording.cleaner()
        self._recorded: set[object] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = self._command = ""
        self._losses: tuple[str, ...] = ()
        self._begin()
        self._serving: Serving | Jobs | None = None
        environment = prepared.setting.environment
        means = Means(environment.max_customers or MOST, jobs)
        errands = weighted(prepared.plan.errands, profile)
        customers = profile.customers or expected(profile.phases)
        self._notes = [
            *needs(errands, profile, environment.name, means, stays(ledger, environment.name)),
            *repeats(errands, customers),
        ]

    async def run(self, wanted: Wanted) -> Loaded:
        self._watching.begin(self._notes)
        planned = Planned(self._prepared.setting.environment.name, 0)
        planned = self._recording.planned(planned, (), shown(self._recording.folder))
        self._command = planned.invocation
        loop = asyncio.get_running_loop()
        for number, reason in _STOPS.items():
            loop.add_signal_handler(number, self._stop, reason)
        try:
            await self._serve(wanted)
        finally:
            for number in _STOPS:
                loop.remove_signal_handler(number)
            if self._tasks:
                await asyncio.wait(self._tasks)
            await self._recording.close()
        return self._ended(now() - self._begun)

    async def _serve(self, wanted: Wanted) -> None:
        setting, profile = self._prepared.setting, self._profile
        jobs = min(self._jobs, profile.customers or self._jobs)
        seed = setting.random.random()
        slices = [Slice(number, jobs, seed, setting.canary) for number in range(jobs)]
        seconds = Seconds(slices, self._second)
        if jobs == 1:
            hand = partial(seconds.hand, slices[0])
            self._serving = Serving(self._prepared, profile, slices[0], hand)
            await self._serving.run()
        else:
            self._serving = Jobs(wanted, profile, slices, seconds, self._begin)
            with closing(self._serving):
                await self._serving.run()
            self._losses = tuple(seconds.losses)
        seconds.over()

    def _begin(self) -> None:
        self._began, self._begun = time.time(), now()

    def _stop(self, reason: str) -> None:
        self._stopped = self._stopped or reason
        if self._serving is not None:
            self._serving.stop()

    def _second(self, figures: Figures, parts: Sequence[Part]) -> None:
        """Take a second that is over in every process."""
        over, here = self._figures.add(figures), sum(part.here for part in parts)
        self._watching.tick(Tick(
            over.number + 1, over.came, here, over.p50, over.p95, over.p99, over.late,
            over.verdicts, self._figures.verdicts, self._figures.most_frequent(_WATCHED),
        ))  # fmt: skip
        if why := stopped_by(self._profile.stops, self._figures.seconds):
            self._stop(why)
        kept = [visit for part in parts for kind, visit in part.kept if self._is_new(kind)]
        if kept:
            task = asyncio.create_task(self._record(kept))
            self._tasks.add(task)

    def _is_new(self, kind: object) -> bool:
        known = kind in self._recorded
        self._recorded.add(kind)
        return not known

    async def _record(self, kept: Sequence[Visit]) -> None:
        """Record the visits that are kept; the first of each kind only, so there are few."""
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
            tuple(self._notes), seconds, self._began, self._losses, self._stopped,
        )  # fmt: skip
        outcome = Outcome(
            name, loaded.verdict, runs=sum(self._figures.verdicts.values()), ms=seconds * 1000,
            interrupted=bool(self._stopped), stopped=self._stopped,
        )  # fmt: skip
        ended = self._recording.end(
            outcome, lambda command: pulse_rows(self._figures, command, self._began)
        )
        return replace(loaded, head=ended.head, command=self._command)
