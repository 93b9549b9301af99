"""Walks journeys in an environment: declare, exercise, scrub, record, report."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

from onetake import __version__
from onetake.exercise.engine import Engine
from onetake.exercise.explain import explain
from onetake.exercise.plan import Plan, Selection, make_plan
from onetake.exercise.setting import Setting
from onetake.flows.clean import Cleaner
from onetake.flows.outcome import Account
from onetake.flows.programme import Opened, demand_known, environment_of, open_programme
from onetake.flows.rows import Invocation, finding_row, rows_of
from onetake.flows.secrets import secrets_for
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.recorder import Recorder
from onetake.scrub import Canary, Scrubber
from onetake.words.clock import now
from onetake.words.events import Event, RunEnded
from onetake.words.ids import uuid7
from onetake.words.plan import PlannedRun
from onetake.words.programme import Persona
from onetake.words.report import Outcome, Report

LEDGER = Path(".onetake") / "ledger.db"
EVIDENCE = Path(".onetake") / "evidence"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to test; empty means the programme's own settings."""

    start: Path
    environment: str = ""
    selection: Selection = field(default_factory=Selection)
    overrides: Mapping[str, str] = field(default_factory=dict)
    jobs: int | None = None
    ledger: Path | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A test ready to be explained or walked."""

    opened: Opened
    setting: Setting
    plan: Plan
    canary: Canary
    ledger: Path

    def explain(self) -> tuple[PlannedRun, ...]:
        """Return the plan in words."""
        return tuple(explain(self.plan, self.setting))


def prepare(wanted: Wanted, *, explaining: bool = False) -> Prepared:
    """Read the programme and plan the walk. Raises ProgrammeWrong when a file or name is wrong."""
    opened = open_programme(wanted.start, wanted.selection.journeys)
    programme = opened.programme
    environment = environment_of(programme, wanted.environment, wanted.overrides)
    demand_known("journey", wanted.selection.journeys, tuple(programme.journeys))
    demand_known("persona", wanted.selection.personas, tuple(programme.personas))
    tags = {tag for journey in programme.journeys.values() for tag in journey.tags}
    demand_known("tag", wanted.selection.tags, tuple(sorted(tags)))
    chance = SystemRandom()
    canary = Canary(f"canary.{chance.randbytes(8).hex()}@onetake.invalid")
    secrets: dict[str, str] = {}
    setting = Setting(
        programme=programme,
        environment=environment,
        channels=opened.channels,
        secrets=secrets,
        now=time.time,
        random=Random(chance.getrandbits(256)),
        jobs=wanted.jobs or programme.jobs,
        canary=canary.value,
    )
    plan = make_plan(setting, wanted.selection)
    if not explaining:
        secrets.update(secrets_for(plan, programme, opened.folder))
    return Prepared(opened, setting, plan, canary, wanted.ledger or opened.folder / LEDGER)


def run_test(wanted: Wanted, reports: Sequence[Report]) -> Outcome:
    """Walk what is wanted, record it and report it. Raises OnetakeError."""
    import uvloop

    prepared = prepare(wanted)
    with Ledger.open(prepared.ledger) as ledger:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(walk(prepared, ledger, reports))


async def walk(prepared: Prepared, ledger: Ledger, reports: Sequence[Report]) -> Outcome:
    """Walk a prepared test; every run is in the ledger before this returns."""
    setting, loop = prepared.setting, asyncio.get_running_loop()
    begun = now()
    account = Account(setting.environment.name)
    recording = _Recording(prepared, ledger)
    cleaner = recording.cleaner()

    def show(event: Event) -> None:
        for report in reports:
            report.event(event)

    live = (lambda event: show(cleaner.event(event))) if reports else None
    engine = Engine(prepared.plan, setting, live)
    loop.add_signal_handler(signal.SIGINT, engine.stop, "stopped by Ctrl-C")
    for report in reports:
        report.start(setting.programme.name, setting.environment.name)
    try:
        async for raw in engine.events():
            event = account.take(cleaner.event(raw))
            if isinstance(event, RunEnded):
                await recording.record(event)
            show(event)
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        await recording.close()
    outcome = account.outcome((now() - begun) * 1000, "")
    recording.findings(outcome)
    outcome = account.outcome(outcome.ms, str(ledger.head()))
    for report in reports:
        report.finish(outcome)
    return outcome


class _Recording:
    """Writes scrubbed runs to the ledger, several in one commit, and evidence to its store."""

    def __init__(self, prepared: Prepared, ledger: Ledger) -> None:
        self._prepared = prepared
        self._ledger = ledger
        self._recorder = Recorder(ledger)
        self._waiting: set[asyncio.Task[object]] = set()
        programme = prepared.setting.programme
        commit = commit_of(prepared.opened.folder)
        self._invocation = Invocation(uuid7(), programme.name, commit, __version__)

    def cleaner(self) -> Cleaner:
        """Return what scrubs events; it knows this test's secrets and personas."""
        setting = self._prepared.setting
        store = EvidenceStore(self._prepared.ledger.parent / EVIDENCE.name)
        scrubber = Scrubber(secrets=setting.secrets, known=known_values(setting.programme.personas))
        return Cleaner(scrubber, self._prepared.canary, store.put)

    async def record(self, event: RunEnded) -> None:
        """Hand a run to the ledger; waits only when too many are on their way."""
        rows = rows_of(event.result, self._invocation, uuid7)
        self._waiting.add(asyncio.create_task(self._recorder.put(rows)))
        if len(self._waiting) > 64:
            await self._settle()

    async def close(self) -> None:
        """Wait until every run handed over is durable. Raises what kept one from it."""
        try:
            await self._settle()
        finally:
            await self._recorder.close()

    def findings(self, outcome: Outcome) -> None:
        """Append the findings of the whole test."""
        now = time.time()
        rows = [finding_row(item, self._invocation, uuid7(), now) for item in outcome.findings]
        if rows:
            self._ledger.append(rows)

    async def _settle(self) -> None:
        waiting, self._waiting = self._waiting, set()
        await asyncio.gather(*waiting)


def known_values(personas: Mapping[str, Persona]) -> dict[str, str]:
    """Return the texts of all personas by name, for what no pattern finds by itself."""
    found: dict[str, str] = {}

    def collect(name: str, value: object) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                collect(f"{name}.{key}", item)
        elif isinstance(value, str):
            found[name] = value

    for persona in personas.values():
        collect(persona.name, persona.attributes)
    return found


def commit_of(folder: Path) -> str:
    """Return the git commit of a programme's folder, or nothing where there is none."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
