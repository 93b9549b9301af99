"""Walking the programme finds exactly what is planted: everything, and nothing else."""

import asyncio
import re
from pathlib import Path

import pytest

from onetake.commands.demo import demo
from onetake.demo.bank import PROGRAMME, start
from onetake.flows.browserless import no_browser, without_browser
from onetake.flows.demo import run_demo
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


@pytest.fixture
def no_browser_here(monkeypatch):
    """Let no browser be found."""
    monkeypatch.setenv("ONETAKE_BROWSER", "/nowhere/browser")


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
        if why := no_browser():
            prepared = without_browser(prepared, why)
        with prepared.place.open() as ledger:
            await walk(prepared, ledger, [collector])
        walked = {run.journey for run in collector.runs}
        planted = {(item.journey, item.step, item.name) for item in bank.planted}
        return collector, {one for one in planted if one[0] in walked}


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


def test_without_a_browser_pages_are_skipped_and_all_else_is_found(no_browser_here, tmp_path):
    collector = Collector()
    shown = run_demo(tmp_path / "bank", lambda name: [collector], ["staging"])
    found = {
        run.journey
        for run in collector.runs
        if run.verdict not in (Verdict.PASSED, Verdict.SKIPPED) and not run.draft
    }
    assert found == {item.journey for item in shown.planted} - set(shown.skipped)
    assert len(shown.skipped) >= 8
    assert not set(shown.skipped) & {run.journey for run in collector.runs}


def test_what_was_skipped_and_how_to_get_a_browser_is_told(no_browser_here, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert demo() == 0
    said = capsys.readouterr().out
    [told] = [part for part in said.split("\n\n") if part.startswith("Skipped for want of")]
    assert "site/first-look" in told and "playwright install" in told
    assert max(map(len, told.splitlines())) <= 80
    assert re.search(r"site/first-look\W+skipped\W+skipped", said)
