"""Makes the figures of a load rows of the ledger."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import TypedDict
from uuid import UUID

from onetake.load.figures import Figures, Times
from onetake.load.histogram import Histogram
from onetake.words.ids import uuid7
from onetake.words.pulse import PulseRow
from onetake.words.verdict import Verdict

_MICROS = 1_000_000


class _Served(TypedDict):
    passed: int
    degraded: int
    failed: int
    unknown: int
    skipped: int


def pulse_rows(figures: Figures, invocation: UUID, began: float) -> Iterator[PulseRow]:
    """Yield a row for each second, journey and step; `began` is in seconds since 1970."""
    at, late = int(began * _MICROS), figures.lateness.greatest
    for item in figures.seconds:
        yield PulseRow(
            uuid7(), invocation, "", 0, "", at + item.number * _MICROS, item.came,
            late=item.late, times=b64encode(item.response).decode(), second=item.number,
            **_served(item.verdicts),
        )  # fmt: skip
    whole: list[tuple[str, int, str, Times, Histogram]] = [
        (journey, 0, "", times, times.response) for journey, times in figures.journeys.items()
    ]
    whole += [
        (journey, number, name, times, times.service)
        for (journey, number), (name, times) in figures.steps.items()
    ]
    for journey, number, name, times, histogram in sorted(whole, key=lambda one: one[:2]):
        yield PulseRow(
            uuid7(), invocation, journey, number, name, at, sum(times.verdicts.values()),
            late=late, times=b64encode(histogram.packed()).decode(), **_served(times.verdicts),
        )  # fmt: skip


def _served(verdicts: Mapping[Verdict, int]) -> _Served:
    return {
        "passed": verdicts.get(Verdict.PASSED, 0),
        "degraded": verdicts.get(Verdict.DEGRADED, 0),
        "failed": verdicts.get(Verdict.FAILED, 0),
        "unknown": verdicts.get(Verdict.UNKNOWN, 0),
        "skipped": verdicts.get(Verdict.SKIPPED, 0),
    }
