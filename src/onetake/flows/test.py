"""Walks journeys in an environment: declare, exercise, scrub, record, report."""

from __future__ import annotations

import asyncio
import resource
import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from onetake.exercise.engine import Engine
from onetake.flows.forget import expire_daily
from onetake.flows.outcome import Account
from onetake.flows.prepare import Prepared, Wanted, prepare
from onetake.flows.record import Recording
from onetake.ledger.ledger import Ledger
from onetake.words.clock import now
from onetake.words.events import Event, JourneyJudged, Planned, RunEnded
from onetake.words.report import Outcome, Report

_STOPS = {
    signal.SIGINT: "stopped by Ctrl-C",
    signal.SIGTERM: "stopped by SIGTERM, as when its job was cancelled",
}


def run_test(wanted: Wanted, reports: Sequence[Report]) -> Outcome:
    """Walk what is wanted, record it and report it. Raises OnetakeError."""
    import uvloop

    prepared = prepare(wanted)
    allow_many_connections()
    with (
        closing(prepared.locks),
        prepared.place.open() as ledger,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        outcome = runner.run(walk(prepared, ledger, reports))
        expire_daily(prepared.place, ledger)
        return outcome


def shown(folder: Path) -> str:
    """Return a folder as people type it: relative to here when it is below."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def allow_many_connections() -> None:
    """Raise this process's limit of open files as far as it may: each line is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def walk(prepared: Prepared, ledger: Ledger, reports: Sequence[Report]) -> Outcome:
    """Walk a prepared test; every run is in the ledger before this returns.

    Raises LedgerUnusable when the ledger takes no more; reports are finished even then.
    """
    account = Account(prepared.setting.environment.name)
    begun, outcome = now(), None
    for report in reports:
        report.start(prepared.setting.programme.name, account.environment)
    try:
        recording = Recording(prepared, ledger)
        await _follow(prepared, recording, account, reports)
        outcome = recording.end(account.outcome((now() - begun) * 1000))
    finally:
        outcome = outcome or account.outcome((now() - begun) * 1000)
        for report in reports:
            report.finish(outcome)
    return outcome


async def _follow(
    prepared: Prepared, recording: Recording, account: Account, reports: Sequence[Report]
) -> None:
    """Take every event: scrub it, record it, show it; what stops it, does so cleanly."""
    cleaner = recording.cleaner()
    options = tuple(cleaner.text(f"--set={name}={to}") for name, to in prepared.overrides)

    def show(event: Event) -> None:
        for report in reports:
            report.event(event)

    live = (lambda event: show(cleaner.event(event))) if reports else None
    engine = Engine(prepared.plan, prepared.setting, live)
    loop = asyncio.get_running_loop()
    for number, reason in _STOPS.items():
        loop.add_signal_handler(number, engine.stop, reason)
    try:
        async for raw in engine.events():
            event = cleaner.event(raw)
            if isinstance(event, Planned):
                event = recording.planned(event, options, shown(recording.folder))
            event = account.take(event)
            if isinstance(event, RunEnded | JourneyJudged):
                await recording.record(event)
            show(event)
    finally:
        for number in _STOPS:
            loop.remove_signal_handler(number)
        await recording.close()
