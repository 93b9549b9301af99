"""Several tests told as one: every run of each, and what each journey came to over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from onetake.reports.before import moment
from onetake.reports.signs import counted
from onetake.words.events import (
    Event,
    Interrupted,
    JourneyJudged,
    Planned,
    RunEnded,
    RunResult,
    Tries,
)
from onetake.words.finding import Finding
from onetake.words.report import Outcome, Report
from onetake.words.verdict import Verdict, worst
from onetake.words.wilson import wilson

Key = tuple[str, str, str, int | None]
"""An environment, and who walks what there: a journey, a persona, a row of its table."""


class Several:
    """Is told tests one after the other, the oldest first, and tells them on as a single one.

    A journey of an environment is as good as in its worst test, and its tries are those of all
    tests. `end` tells the other reports what it all came to.
    """

    def __init__(self, reports: Sequence[Report], environments: Sequence[str]) -> None:
        self._reports = reports
        *others, last = dict.fromkeys(environments)
        self._environment = f"{', '.join(others)} and {last}" if others else last
        self._started = False
        self._plans: list[Planned] = []
        self._runs: dict[Key, int] = {}
        self._judged: dict[Key, list[_Judged]] = {}
        self._stopped: list[str] = []
        self._outcomes: list[Outcome] = []

    def start(self, programme: str, environment: str) -> None:
        """Begin with the first test."""
        if not self._started:
            for report in self._reports:
                report.start(programme, self._environment)
        self._started = True

    def event(self, event: Event) -> None:
        """Pass a run on; keep what a journey came to until all tests are told."""
        if isinstance(event, Planned):
            self._planned(event)
        elif isinstance(event, RunEnded):
            self._tell(RunEnded(self._numbered(event.result)))
        elif isinstance(event, JourneyJudged):
            key = (event.environment, event.journey, event.persona, event.row)
            self._judged.setdefault(key, []).append(_Judged(event, len(self._plans) - 1))
        elif isinstance(event, Interrupted):
            when = moment(self._plans[-1].started) if self._plans else ""
            self._stopped.append(f"the test of {when}: {event.reason}")

    def finish(self, outcome: Outcome) -> None:
        """Keep what one test came to."""
        self._outcomes.append(outcome)

    def end(self) -> Outcome:
        """Tell what all tests came to, and return it."""
        judged = tuple(_together(found, self._plans) for found in self._judged.values())
        for item in judged:
            self._tell(item)
        if self._stopped:
            more = len(self._stopped) - 1
            told = f"{self._stopped[0]}; and {counted(more, 'test')} more" if more else ""
            self._tell(Interrupted(told or self._stopped[0]))
        outcome = _outcome(self._outcomes, judged, self._environment)
        for report in self._reports:
            report.finish(outcome)
        return outcome

    def _planned(self, planned: Planned) -> None:
        """Pass a plan on, once for each test."""
        if all(planned.invocation != known.invocation for known in self._plans):
            self._plans.append(planned)
            self._tell(planned)

    def _numbered(self, result: RunResult) -> RunResult:
        """Return a run as the try that it is over all tests."""
        key = (result.environment, result.journey, result.persona, result.row)
        number = self._runs[key] = self._runs.get(key, 0) + 1
        return replace(result, tries=replace(result.tries, number=number, of=max(number, 2)))

    def _tell(self, event: Event) -> None:
        for report in self._reports:
            report.event(event)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a journey came to in one test, by the number of its plan."""

    judged: JourneyJudged
    plan: int = field(default=0)


def _together(found: Sequence[_Judged], plans: Sequence[Planned]) -> JourneyJudged:
    """Return what a journey came to over several tests: its worst, with how often that was."""
    if len(found) == 1:
        return found[0].judged
    verdict = worst(one.judged.verdict for one in found)
    same = [one for one in found if one.judged.verdict is verdict]
    newest, last = same[-1], found[-1].judged
    return replace(
        newest.judged,
        reason=_reason(newest, len(same), found, plans),
        tries=_tries([one.judged.tries for one in found]),
        draft=last.draft,
    )


def _reason(newest: _Judged, same: int, found: Sequence[_Judged], plans: Sequence[Planned]) -> str:
    verdict, last = newest.judged.verdict, found[-1].judged
    if verdict in (Verdict.PASSED, Verdict.SKIPPED):
        return newest.judged.reason
    told = f"{verdict.value} in {same} of {counted(len(found), 'test')}"
    if 0 <= newest.plan < len(plans):
        told += f", the last time on {moment(plans[newest.plan].started)}"
    if last.verdict is not verdict:
        told += f"; {last.verdict.value} in the newest one"
    return f"{told}: {newest.judged.reason}"


def _tries(tries: Sequence[Tries]) -> Tries:
    passed, walked = sum(one.passed for one in tries), sum(one.walked for one in tries)
    low, high = wilson(passed, walked)
    number, of = sum(one.number for one in tries), sum(one.of for one in tries)
    return Tries(number, of, passed, walked, low, high)


def _outcome(
    outcomes: Sequence[Outcome], judged: tuple[JourneyJudged, ...], environment: str
) -> Outcome:
    """Return what tests came to together; the newest chain head stands for all before it."""
    newest = outcomes[-1]
    return replace(
        newest,
        environment=environment,
        verdict=worst(item.verdict for item in judged if not item.draft),
        judged=judged,
        findings=tuple(_once(one for outcome in outcomes for one in outcome.findings)),
        runs=sum(one.runs for one in outcomes),
        ms=sum(one.ms for one in outcomes),
        head=next((one.head for one in reversed(outcomes) if one.head), ""),
        interrupted=any(one.interrupted for one in outcomes),
        stopped=next((one.stopped for one in outcomes if one.stopped), ""),
    )


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once, however often it was found."""
    known = set()
    for one in findings:
        key = (one.rule, one.place, one.journey, one.environment, one.message)
        if key not in known:
            known.add(key)
            yield one
