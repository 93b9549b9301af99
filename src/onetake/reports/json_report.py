"""The whole test as one JSON document, for other programs; `json_schema` publishes its shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

import orjson

from onetake.reports.plain import unicode_tree
from onetake.words.events import (
    Event,
    JourneyJudged,
    Planned,
    RunEnded,
    RunResult,
    StepResult,
    Tries,
)
from onetake.words.finding import Finding
from onetake.words.report import Outcome

VERSION = 1
_IN_MEMORY = 4_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class JsonReport:
    """Writes the document to a text stream when the test ends.

    Each run is written away as soon as it ended, so memory does not grow with their number.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._runs = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by finish
        self._programme = ""
        self._planned = 0

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Write a run that ended away."""
        if isinstance(event, Planned):
            self._planned += event.runs
        elif isinstance(event, RunEnded):
            self._runs.write(b",\n    " if self._runs.tell() else b"\n    ")
            self._runs.write(_dumped(run_document(event.result)).replace(b"\n", b"\n    "))

    def finish(self, outcome: Outcome) -> None:
        """Write the document: head, runs, then what they came to."""
        head = {"schema": VERSION, "verdict": outcome.verdict, "environment": outcome.environment}
        tail = {
            "findings": [_finding(finding) for finding in outcome.findings],
            "journeys": [_journey(judged) for judged in outcome.judged],
            "programme": self._programme,
            "planned": self._planned,
            "ms": round(outcome.ms, 3),
            "interrupted": outcome.interrupted,
            "ledger": outcome.head,
            "waiting": outcome.waiting,
        }
        write = _writer(self._stream)
        write(_dumped(head)[:-2] + b',\n  "runs": [')
        some = self._runs.tell() > 0
        self._runs.seek(0)
        while chunk := self._runs.read(1 << 20):
            write(chunk)
        write((b"\n  ],\n" if some else b"],\n") + _dumped(tail)[2:] + b"\n")
        self._runs.close()
        self._stream.flush()


class JsonFile(JsonReport):
    """Writes the document to a file of its own. Raises OSError where that cannot be written."""

    def __init__(self, path: Path | str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._file = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - closed by finish
        super().__init__(self._file)

    def finish(self, outcome: Outcome) -> None:
        """Write the document, and close the file."""
        with self._file:
            super().finish(outcome)


def run_document(result: RunResult) -> dict[str, object]:
    """Return a run as the JSON report holds it."""
    return {
        "id": result.id,
        "journey": result.journey,
        "persona": result.persona,
        "environment": result.environment,
        "verdict": result.verdict,
        "reason": result.reason,
        "rule": result.rule,
        "ms": round(result.ms, 3),
        "tries": _tries(result.tries),
        "steps": [_step(step) for step in result.steps],
        "goal": result.goal,
        "started": _moment(result.started),
        "effort": {
            "turns": result.turns,
            "repeats": result.repeats,
            "logins": result.logins,
        },
        "messages": result.messages,
        "cost": result.cost,
        "trace": result.trace,
        "draft": result.draft,
        "row": result.row,
    }


def _moment(seconds: float) -> str:
    whole = timedelta(microseconds=round(seconds * 1e6))
    return (_EPOCH + whole).isoformat(timespec="milliseconds")


def _step(step: StepResult) -> dict[str, object]:
    return {
        "number": step.number,
        "name": step.name,
        "as": step.speaker,
        "channel": step.channel,
        "action": step.action,
        "verdict": step.verdict,
        "ms": None if step.ms is None else round(step.ms, 3),
        "reason": step.reason,
        "evidence": list(step.evidence),
        "rule": step.rule,
        "seen": step.seen,
        "place": str(step.location),
        "system": step.system,
        "phase": step.phase,
        "started": _moment(step.started),
        "took": None if step.took is None else round(step.took, 3),
        "lane": step.lane,
        "said": step.said,
        "heard": step.heard,
    }


def _tries(tries: Tries) -> dict[str, object]:
    return {
        "number": tries.number,
        "of": tries.of,
        "passed": tries.passed,
        "walked": tries.walked,
        "low": tries.low,
        "high": tries.high,
    }


def _journey(judged: JourneyJudged) -> dict[str, object]:
    return {
        "journey": judged.journey,
        "persona": judged.persona,
        "environment": judged.environment,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "rule": judged.rule,
        "tries": _tries(judged.tries),
        "draft": judged.draft,
        "row": judged.row,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "place": finding.place,
        "message": finding.message,
        "fix": finding.fix,
        "journey": finding.journey,
        "environment": finding.environment,
    }


def _dumped(document: dict[str, object]) -> bytes:
    try:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2)
    except orjson.JSONEncodeError:
        return orjson.dumps(unicode_tree(document), option=orjson.OPT_INDENT_2)


def _writer(stream: IO[str]) -> Callable[[bytes], object]:
    """Return what writes UTF-8, whatever encoding the terminal has: JSON knows no other."""
    binary = getattr(stream, "buffer", None)
    if binary is None:
        return lambda data: stream.write(data.decode())
    stream.flush()
    return binary.write
