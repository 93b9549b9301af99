"""Makes the figures of a load what reports show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from onetake.flows.load import Loaded
from onetake.load.change import change
from onetake.load.figures import JourneyTimes, Second, Times
from onetake.load.histogram import Histogram
from onetake.reports.load import PERCENTS, Changed, LoadShown, Moment, Row
from onetake.words.verdict import Verdict

_OPEN = "Open: each customer comes at her moment, whether or not those before are served."
_CLOSED = "Closed: each customer comes again as soon as served, so a slow server is asked less."
_MOST = 240
"""Stretches of time on a page; more cannot be told apart."""


def shown(loaded: Loaded, before: Mapping[str, Histogram] | None = None) -> LoadShown:
    """Return a load with all its percentiles, beside those of an earlier one by journey."""
    figures, profile = loaded.figures, loaded.profile
    kinds = sorted(figures.kinds.values(), key=lambda item: -item[1])
    notes = [*loaded.losses, *loaded.notes]
    notes += [f"{name} was not walked: {why}" for name, why in loaded.skipped]
    return LoadShown(
        f"Load on {loaded.environment}: {profile.name}",
        _CLOSED if profile.customers else _OPEN,
        figures.verdicts,
        loaded.seconds,
        [_row(name, item, item.response) for name, item in sorted(figures.journeys.items())],
        [
            replace(_row(name, item, item.service), journey=journey, number=number)
            for (journey, number), (name, item) in sorted(figures.steps.items())
        ],
        _row("lateness", Times(), figures.lateness),
        [(kind.where, kind.verdict, kind.first, n) for kind, n in kinds],
        list(_moments(figures.seconds)),
        list(_changes(figures.journeys, before or {})),
        notes,
        loaded.stopped,
        loaded.command,
        loaded.head,
    )


def _changes(
    journeys: Mapping[str, JourneyTimes], before: Mapping[str, Histogram]
) -> Iterator[Changed]:
    for name, times in sorted(journeys.items()):
        if name in before:
            for percent in (50, 95):
                found = change(times.response, before[name], percent)
                told = (found.now, found.before, found.low, found.high)
                yield Changed(name, f"p{percent}", *told, sure=found.sure)


def _moments(found: Sequence[Second]) -> Iterator[Moment]:
    """Yield at most `_MOST` stretches of a load, each with the percentile of all within it."""
    width = max(1, -(-len(found) // _MOST))
    for at in range(0, len(found), width):
        some = found[at : at + width]
        response = Histogram()
        for second in some:
            response.merge(Histogram.unpacked(second.response))
        verdicts = sum((Counter(second.verdicts) for second in some), Counter[Verdict]())
        yield Moment(at, sum(second.came for second in some), response.at(95), verdicts)


def _row(name: str, times: Times, histogram: Histogram) -> Row:
    percentiles = tuple(histogram.at(percent) for percent in PERCENTS)
    return Row(name, times.verdicts, percentiles, histogram.greatest)


def seconds(loaded: Loaded) -> list[Mapping[str, Any]]:
    """Return each second of a load as JSON has it, times in ms."""
    return [
        {
            "second": item.number,
            "came": item.came,
            "verdicts": {verdict.value: number for verdict, number in item.verdicts.items()},
            "p50": item.p50 / 1e6,
            "p95": item.p95 / 1e6,
            "p99": item.p99 / 1e6,
            "late": item.late / 1e6,
        }
        for item in loaded.figures.seconds
    ]
