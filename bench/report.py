"""The HTML report of 200 journeys of 20 steps: its size, and how soon a browser shows it.

Every fourth journey fails at its last step; each step has what was said and heard, a limit and a
phase. The time is from navigation to the load event in a new context of the headless shell, median
of 5; the peer is an empty page opened the same way in turn.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from uuid import UUID

from onetake.reports.html import HtmlReport
from onetake.words.events import JourneyJudged, Planned, RunEnded, RunResult, StepResult, Tries
from onetake.words.figure import Levels
from onetake.words.location import Location
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict

JOURNEYS, STEPS, ROUNDS = 200, 20, 5
LARGEST_MB, LONGEST_S = 5, 2
PHASES = ("Find", "Order", "Pay", "Get")
CHANNELS = ("web", "api", "chat", "email", "sms")


def rows() -> list[dict]:
    """Return the rows of this benchmark."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "report.html"
        written = write(file)
        empty = Path(name) / "empty.html"
        empty.write_text("<!doctype html><title>empty</title><p>empty</p>", "utf-8")
        shown, nothing = asyncio.run(_opened(file.as_uri(), empty.as_uri()))
        megabytes = file.stat().st_size / 1e6
    what = f"{JOURNEYS} journeys of {STEPS} steps"
    return [
        _row(f"{what}: size", round(megabytes, 2), "MB", f"≤ {LARGEST_MB} MB",
             megabytes <= LARGEST_MB),
        _row(f"{what}: written in", round(written, 2), "s"),
        _row(f"{what}: opens in", round(shown, 2), "s", f"≤ {LONGEST_S} s", shown <= LONGEST_S,
             peer=f"empty page {nothing:.2f} s"),
    ]  # fmt: skip


def _row(
    work: str,
    figure: float,
    unit: str,
    target: str = "",
    met: bool | None = None,
    *,
    peer: str = "",
) -> dict:
    return {
        "work": work, "figure": figure, "unit": unit, "peer": peer, "ratio": None,
        "target": target, "met": met,
    }  # fmt: skip


def write(file: Path) -> float:
    """Write the report, and return the seconds it took."""
    begun = time.perf_counter()
    report = HtmlReport(file, lambda folder, name: None, "0")
    report.start("Bench", "staging")
    report.event(Planned("staging", JOURNEYS))
    judged = []
    for number in range(JOURNEYS):
        run = _run(number)
        report.event(RunEnded(run))
        judged.append(JourneyJudged(
            run.journey, run.persona, "staging", run.verdict, run.reason, run.rule,
            Tries(1, 1, 0, 1),
        ))  # fmt: skip
        report.event(judged[-1])
    report.finish(Outcome("staging", Verdict.FAILED, tuple(judged), runs=JOURNEYS, ms=1000.0))
    return time.perf_counter() - begun


def _run(number: int) -> RunResult:
    steps = tuple(_step(number, step) for step in range(1, STEPS + 1))
    last = steps[-1]
    return RunResult(
        UUID(int=number + 1), f"orders/journey-{number}", "A customer orders a lamp and gets it",
        "anna", "staging", last.verdict, 1.7e9, 9000.0, Tries(), steps, last.reason, last.rule,
        turns=6, owner="orders",
    )  # fmt: skip


def _step(number: int, step: int) -> StepResult:
    bad = step == STEPS and number % 4 == 0
    channel = CHANNELS[step % len(CHANNELS)]
    return StepResult(
        step, f"Do thing {step} of journey {number}", PHASES[(step - 1) * len(PHASES) // STEPS],
        "anna", channel, "shop", f"{channel}.say", Verdict.FAILED if bad else Verdict.PASSED,
        1.7e9 + step * 0.4, ms=210.0, took=340.0,
        said=f"I should like to order lamp number {step}, please",
        heard=f"Lamp {step} is in your basket now. Would you like anything else today?",
        reason="text is 'Sorry'; expected contains 'on its way'" if bad else "",
        rule="expect.text" if bad else "", location=Location("journeys/orders.yaml", step, 3),
        within=Levels(1.0, 3.0),
    )  # fmt: skip


async def _opened(page: str, empty: str) -> tuple[float, float]:
    """Return the median seconds until a browser has loaded each of two pages."""
    from onetake.channels.web.recorder.browsing import browser

    times: dict[str, list[float]] = {page: [], empty: []}
    async with browser() as started:
        for _ in range(ROUNDS):
            for address, taken in times.items():
                context = await started.new_context()
                tab = await context.new_page()
                begun = time.perf_counter()
                await tab.goto(address)
                taken.append(time.perf_counter() - begun)
                await context.close()
    return statistics.median(times[page]), statistics.median(times[empty])
