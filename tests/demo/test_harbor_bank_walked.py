"""Walking the programme finds exactly what is planted: everything, and nothing else."""

import asyncio
from pathlib import Path

import pytest

from onetake.demo.bank import PROGRAMME, start
from onetake.flows.test import Wanted, prepare, walk
from onetake.words.events import RunEnded
from onetake.words.verdict import Verdict


class Collector:
    """A report that keeps the runs."""

    def __init__(self) -> None:
        self.runs = []

    def start(self, programme: str, environment: str) -> None:
        """Need nothing."""

    def event(self, event: object) -> None:
        if isinstance(event, RunEnded):
            self.runs.append(event.result)

    def finish(self, outcome: object) -> None:
        """Need nothing."""


async def walked(environment: str, folder: Path) -> tuple[Collector, set[tuple[str, int, str]]]:
    """Walk all journeys of an environment; return the runs, and what is planted there."""
    collector = Collector()
    async with start(environment) as bank:
        wanted = Wanted(
            start=PROGRAMME,
            environment=environment,
            overrides=bank.values,
            ledger=folder / "ledger.db",
        )
        prepared = await asyncio.to_thread(prepare, wanted)
        with prepared.place.open() as ledger:
            await walk(prepared, ledger, [collector])
        return collector, {(item.journey, item.step, item.name) for item in bank.planted}


@pytest.mark.parametrize("environment", ["dev", "staging", "production"])
async def test_what_is_found_is_what_is_planted(environment, tmp_path):
    collector, planted = await walked(environment, tmp_path)
    found = {
        (run.journey, step.number, step.name)
        for run in collector.runs
        for step in run.steps
        if step.verdict not in (Verdict.PASSED, Verdict.SKIPPED) and not run.draft
    }
    assert found == planted
    assert len({run.journey for run in collector.runs}) >= 12
