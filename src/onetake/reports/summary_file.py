"""How every journey of a test stood, as one small JSON file: what a later test is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from onetake.reports.changes import Standing
from onetake.reports.plain import unicode_tree
from onetake.reports.story import Stories, Story
from onetake.words.events import Event, JourneyJudged, Planned, RunEnded
from onetake.words.report import Outcome
from onetake.words.shift import MOST
from onetake.words.verdict import Verdict

SCHEMA = 1
"""The version of the file."""
_LONGEST = 600
_PIECES = 20
_REACHED = (Verdict.PASSED, Verdict.DEGRADED)
Key = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a test came to, drafts left out.

    `asked` is what the command line chose journeys by; nothing means all there are. `folder` leads
    from the repository to the programme. `started` is in seconds since 1970, `ms` how long it took.
    """

    programme: str
    environment: str
    verdict: Verdict
    journeys: tuple[Standing, ...] = ()
    commit: str = ""
    folder: str = ""
    asked: tuple[str, ...] = ()
    started: float = 0.0
    ms: float = 0.0
    interrupted: bool = False
    schema: int = SCHEMA


_SUMMARY = TypeAdapter(Summary)


class SummaryReport:
    """Writes the file when the test ends; what it says is scrubbed, as all that reports are given.

    The file is made, and an older one emptied, at once: raises OSError where it cannot be written,
    and no earlier result is ever taken for this one.
    """

    def __init__(self, path: Path | str, *, asked: tuple[str, ...] = (), folder: str = "") -> None:
        self._path = Path(path)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_bytes(b"")
        self._asked, self._folder = asked, folder
        self._gathered = Gathered()
        self._programme = ""

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        self._gathered.take(event)

    def finish(self, outcome: Outcome) -> None:
        """Write the file."""
        planned = self._gathered.planned
        summary = Summary(
            programme=self._programme,
            environment=outcome.environment,
            verdict=outcome.verdict,
            journeys=tuple(self._gathered.standings),
            commit=planned.commit,
            folder=self._folder,
            asked=self._asked,
            started=planned.started,
            ms=round(outcome.ms, 3),
            interrupted=outcome.interrupted,
        )
        self._path.write_bytes(written(summary))


class Gathered:
    """Brings the events of a test to how each journey stood, without drafts."""

    def __init__(self) -> None:
        self.planned = Planned("", 0)
        self.standings: list[Standing] = []
        self._stories = Stories()
        self._times: dict[Key, list[float]] = {}

    def take(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, Planned):
            self.planned = event
            self._stories.planned(event)
        elif isinstance(event, RunEnded):
            run = event.result
            self._stories.run(run)
            if run.verdict in _REACHED:
                times = self._times.setdefault((run.journey, run.persona, run.row), [])
                times.append(round(run.ms, 3))
        elif isinstance(event, JourneyJudged):
            story = self._stories.judged(event)
            times = self._times.pop((event.journey, event.persona, event.row), [])
            if not event.draft:
                self.standings.append(standing(story, times))


def standing(story: Story, times: list[float]) -> Standing:
    """Return how a journey stood, from its story and the times of its runs that reached the end."""
    judged, run, step = story.judged, story.run, story.step
    return Standing(
        journey=judged.journey,
        verdict=judged.verdict,
        persona=judged.persona,
        row=judged.row,
        given=run.given[:_LONGEST] if run else "",
        reason="" if judged.verdict is Verdict.PASSED else story.reason[:_LONGEST],
        rule=judged.rule,
        rate=story.rate,
        goal=run.goal[:_LONGEST] if run else "",
        number=step.number if step else 0,
        step=(step.name or step.action)[:_LONGEST] if step else "",
        action=step.action if step else "",
        place=str(step.location) if step else "",
        seen=step.seen[:_LONGEST] if step else "",
        evidence=step.evidence[:_PIECES] if step else (),
        again=story.again,
        times=tuple(times[-MOST:]),
    )


def written(summary: Summary) -> bytes:
    """Return a summary as the file holds it."""
    document = unicode_tree(_SUMMARY.dump_python(summary, mode="json"))
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def read(data: bytes) -> Summary:
    """Read the file. Raises ValueError that says in one sentence what is wrong with it."""
    try:
        summary = _SUMMARY.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg']}" if place else first["msg"]) from None
    if summary.schema != SCHEMA:
        raise ValueError(f"its schema is {summary.schema}; this Onetake reads {SCHEMA}")
    return summary
