"""The figures on top of a report: each with its target, how it did before, and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from onetake.reports.duration import duration_text
from onetake.reports.html_view import Kept
from onetake.reports.signs import SIGNS, counted
from onetake.reports.step_title import step_title
from onetake.words.events import RunResult, StepResult
from onetake.words.past import Past, Share
from onetake.words.report import Outcome
from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

TRACK = (120, 28)
"""Width and height of a trend's drawing."""

_GOOD = (Verdict.PASSED, Verdict.DEGRADED)


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure: `verdict` colours it, `judged` says it in words; `trend` is an SVG polyline."""

    name: str
    figure: str
    verdict: Verdict
    judged: str
    target: str = ""
    note: str = ""
    trend: str = ""
    told: str = ""
    anchor: str = ""

    @property
    def sign(self) -> str:
        """The verdict's sign."""
        return SIGNS[self.verdict]


def tiles(kept: Sequence[Kept], past: Past, outcome: Outcome) -> list[Tile]:
    """Return the figures of a test; `kept` are its journeys in the order of their anchors."""
    counting = [item for item in kept if not item.story.judged.draft]
    runs = [run for item in counting for run in item.runs]
    if not counting:
        return []
    made: list[Tile | None] = [
        _journeys(counting, past.shares),
        _runs(counting, past.shares),
        _slowest(kept, past.shares),
        _effort(runs, past.shares),
        _channels(runs),
        _findings(outcome, past.shares),
    ]
    return [tile for tile in made if tile is not None]


def _journeys(kept: Sequence[Kept], shares: Sequence[Share]) -> Tile | None:
    verdicts = [item.story.judged.verdict for item in kept]
    walked = [verdict for verdict in verdicts if verdict is not Verdict.SKIPPED]
    if not walked:
        return None
    good = sum(verdict in _GOOD for verdict in walked)
    rate, before = good / len(walked), shares[-1] if shares else None
    note = ""
    if before and before.walked:
        change = (rate - before.passed / before.walked) * 100
        note = f"{change:+.0f} points since the test before" if round(change) else "as before"
    missed = any(verdict is Verdict.FAILED for verdict in walked)
    verdict = (
        Verdict.FAILED if missed else Verdict.PASSED if good == len(walked) else Verdict.UNKNOWN
    )
    rates = [share.passed / share.walked for share in shares if share.walked]
    return Tile(
        "Journeys a customer completes", f"{good} of {len(walked)}", verdict,
        _met(verdict), "target: all of them", note, trend([*rates, rate], lowest=0, highest=1),
        _earlier(shares, [f"{share.passed}/{share.walked}" for share in shares]),
    )  # fmt: skip


def _runs(kept: Sequence[Kept], shares: Sequence[Share]) -> Tile | None:
    tries = [item.story.judged.tries for item in kept]
    walked, passed = sum(one.walked for one in tries), sum(one.passed for one in tries)
    if walked < 2:
        return None
    low, high = wilson(passed, walked)
    failed = any(item.story.judged.verdict is Verdict.FAILED for item in kept)
    verdict = Verdict.FAILED if failed else Verdict.DEGRADED
    verdict = Verdict.PASSED if passed == walked else verdict
    told = "all passed" if passed == walked else f"{walked - passed} did not pass"
    rates = [share.good / share.runs for share in shares if share.runs]
    return Tile(
        "Runs that pass", f"{passed / walked * 100:.0f} %", verdict, told,
        f"95 % sure: {low * 100:.0f} to {high * 100:.0f} %", counted(walked, "run"),
        trend([*rates, passed / walked], lowest=0, highest=1),
        _earlier(shares, [f"{rate * 100:.0f} %" for rate in rates]),
    )  # fmt: skip


def _slowest(kept: Sequence[Kept], shares: Sequence[Share]) -> Tile | None:
    """Return the answer that came closest to its limit, or went furthest past it."""
    found = max(_limited(kept), key=lambda item: item[0], default=None)
    if found is None:
        return None
    share, step, anchor = found
    assert step.ms is not None and step.within is not None
    minor = step.within.minor if step.within.minor is not None else step.within.major
    if share > 1:
        verdict, told = Verdict.FAILED, "too slow"
    elif step.ms > minor * 1000:
        verdict, told = Verdict.DEGRADED, "close to its limit"
    else:
        verdict, told = Verdict.PASSED, "within its limit"
    parts = [one.slowest for one in shares if one.slowest is not None]
    return Tile(
        "Slowest answer, by its limit", duration_text(step.ms), verdict, told,
        f"limit: {step.within.major:g} s", step_title(step), trend([*parts, share]),
        _earlier(shares, [f"{part * 100:.0f} % of its limit" for part in parts]), anchor,
    )  # fmt: skip


def _limited(kept: Iterable[Kept]) -> Iterator[tuple[float, StepResult, str]]:
    for number, item in enumerate(kept, 1):
        for run in item.runs:
            for step in run.steps:
                if step.ms is not None and step.within is not None:
                    yield step.ms / (step.within.major * 1000), step, f"j{number}s{step.number}"


def _effort(runs: Sequence[RunResult], shares: Sequence[Share]) -> Tile | None:
    done = [run.turns for run in runs if run.verdict in _GOOD and run.turns]
    if not done:
        return None
    repeats = sum(run.repeats for run in runs)
    verdict = Verdict.DEGRADED if repeats else Verdict.PASSED
    told = f"asked again {counted(repeats, 'time')}" if repeats else "nobody was asked twice"
    before = [one.turns for one in shares if one.turns is not None]
    return Tile(
        "Customer effort", f"{median(done):g} turns", verdict, told,
        "half of all runs need fewer", f"most: {max(done)}", trend([*before, median(done)]),
        _earlier(shares, [f"{turns:g}" for turns in before]),
    )  # fmt: skip


def _channels(runs: Sequence[RunResult]) -> Tile | None:
    steps = [step for run in runs for step in run.steps if step.took is not None]
    names = dict.fromkeys(step.channel for step in steps)
    if not names:
        return None
    bad = dict.fromkeys(step.channel for step in steps if step.verdict not in _GOOD)
    verdict = Verdict.FAILED if bad else Verdict.PASSED
    told = f"{len(names) - len(bad)} without a fault" if bad else "all of them serve"
    target = f"fails on {', '.join(bad)}" if bad else ", ".join(names)
    return Tile("Channels", str(len(names)), verdict, told, target, counted(len(steps), "step"))


def _findings(outcome: Outcome, shares: Sequence[Share]) -> Tile | None:
    found = Counter(finding.severity for finding in outcome.findings)
    if not found and not any(share.findings for share in shares):
        return None
    verdict = Verdict.FAILED if found["major"] else Verdict.DEGRADED if found else Verdict.PASSED
    told = ", ".join(f"{count} {severity}" for severity, count in sorted(found.items()))
    number = len(outcome.findings)
    return Tile(
        "Findings", str(number), verdict, told or "nothing was found", "target: none",
        "see them all" if number else "",
        trend([*(float(share.findings) for share in shares), float(number)], lowest=0),
        _earlier(shares, [str(share.findings) for share in shares]),
        "findings" if number else "",
    )  # fmt: skip


def _met(verdict: Verdict) -> str:
    met = {Verdict.PASSED: "meets target", Verdict.FAILED: "misses target"}
    return met.get(verdict, "could not be told")


def _earlier(shares: Sequence[Share], told: Sequence[str]) -> str:
    return f"{counted(len(shares), 'earlier test')}: {', '.join(told)}" if told else ""


def trend(
    figures: Sequence[float], lowest: float | None = None, highest: float | None = None
) -> str:
    """Return the points of a line from the oldest figure to this one; nothing without a past.

    Its lower and upper end are those given, else the figures' own.
    """
    if len(figures) < 2:
        return ""
    low = min(figures) if lowest is None else lowest
    high = max(figures) if highest is None else highest
    wide, tall = TRACK
    step, span = wide / (len(figures) - 1), (high - low) or 1.0
    return " ".join(
        f"{number * step:.0f},{2 + (1 - (figure - low) / span) * (tall - 4):.1f}"
        for number, figure in enumerate(figures)
    )
