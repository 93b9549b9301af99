"""A summary out of what `onetake test --json` printed, for those who keep that instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from onetake.reports import summary_file
from onetake.reports.summary_file import Gathered, Summary
from onetake.words.events import Event, JourneyJudged, RunEnded, RunResult, StepResult, Tries
from onetake.words.location import location
from onetake.words.verdict import Verdict

Document = Mapping[str, Any]


def read_any(data: bytes, take: Callable[[Event], None] | None = None) -> Summary:
    """Read a summary file or a JSON report, whose events `take` is given, too.

    Raises ValueError that says what is wrong with it.
    """
    if not data.strip():
        raise ValueError("it is empty: the test that writes it did not come to its end")
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error}") from None
    if not isinstance(document, dict) or "runs" not in document:
        return summary_file.read(data)
    try:
        return _of_report(document, take)
    except (KeyError, TypeError, AttributeError) as error:
        what = type(error).__name__
        raise ValueError(
            f"it is no whole JSON report of `onetake test` ({what}: {error})"
        ) from None


def _of_report(document: Document, take: Callable[[Event], None] | None) -> Summary:
    gathered = Gathered()
    for event in _events(document):
        gathered.take(event)
        if take:
            take(event)
    return Summary(
        programme=str(document["programme"]),
        environment=str(document["environment"]),
        verdict=Verdict(document["verdict"]),
        journeys=tuple(gathered.standings),
        ms=float(document["ms"]),
        interrupted=bool(document["interrupted"]),
    )


def _events(document: Document) -> Iterator[Event]:
    """Yield the events that the report was made from, as far as a summary needs them."""
    environment = str(document["environment"])
    for run in document["runs"]:
        yield RunEnded(_run(run, environment))
    for item in document["journeys"]:
        yield JourneyJudged(
            item["journey"],
            item["persona"],
            environment,
            Verdict(item["verdict"]),
            item["reason"],
            item["rule"],
            Tries(**item["tries"]),
            item["draft"],
            item["row"],
        )


def _run(run: Document, environment: str) -> RunResult:
    return RunResult(
        id=UUID(run["id"]),
        journey=run["journey"],
        goal=run["goal"],
        persona=run["persona"],
        environment=environment,
        verdict=Verdict(run["verdict"]),
        started=datetime.fromisoformat(run["started"]).timestamp(),
        ms=run["ms"],
        tries=Tries(**run["tries"]),
        steps=tuple(map(_step, run["steps"])),
        reason=run["reason"],
        rule=run["rule"],
        row=run["row"],
    )


def _step(step: Document) -> StepResult:
    return StepResult(
        number=step["number"],
        name=step["name"],
        phase=step["phase"],
        speaker=step["as"],
        channel=step["channel"],
        system=step["system"],
        action=step["action"],
        verdict=Verdict(step["verdict"]),
        started=datetime.fromisoformat(step["started"]).timestamp(),
        ms=step.get("ms"),
        took=step.get("took"),
        said=step.get("said", ""),
        heard=step.get("heard", ""),
        lane=step.get("lane", ""),
        reason=step["reason"],
        rule=step["rule"],
        seen=step["seen"],
        evidence=tuple(step["evidence"]),
        location=location(step["place"]),
    )
