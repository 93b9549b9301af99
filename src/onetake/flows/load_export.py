"""Writes the figures of a load in the forms that other tools read."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from onetake.flows.load import Loaded
from onetake.load.histogram import Histogram
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

_LIMITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds, the upper ends of buckets."""

_NS = 1e9
_LONGEST = (1 << 46) - 1
_DIGITS = 3


def hdr_log(loaded: Loaded) -> str:
    """Return a log of HdrHistogram (version 1.2, times in ns) that its tools read.

    There is an interval for each second, then one with a `Tag` for the responses of each journey
    and for each of its steps.
    """
    from hdrh.log import HistogramLogWriter

    text, begun = StringIO(), loaded.began
    writer = HistogramLogWriter(text)
    writer.output_comment(f"[Logged with onetake load {loaded.command}]")
    writer.output_log_format_version()
    writer.output_legend()
    for second in loaded.figures.seconds:
        kept = Histogram.unpacked(second.response)
        at = begun + second.number
        writer.output_interval_histogram(_hdr(kept), at, at + 1)
    for tag, kept in _tagged(loaded):
        text.write(f"Tag={tag},")
        writer.output_interval_histogram(_hdr(kept), begun, begun + loaded.seconds)
    return text.getvalue()


def openmetrics(loaded: Loaded) -> str:
    """Return the figures as OpenMetrics, each second with its time, as Prometheus takes them."""
    from prometheus_client.openmetrics.exposition import generate_latest

    return generate_latest(_Collected(loaded)).decode()


class _Collected:
    """What the exposition asks of a registry."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; the points of a series stand together, in the order of time."""
        yield from _by_second(self._loaded)
        yield from _whole(self._loaded)


def _by_second(loaded: Loaded) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    here, environment = ("environment",), loaded.environment
    came = CounterMetricFamily("onetake_load_arrivals", "Customers who came.", labels=here)
    served = CounterMetricFamily(
        "onetake_load_customers", "Customers by verdict.", labels=(*here, "verdict")
    )
    late = GaugeMetricFamily(
        "onetake_load_lateness_seconds", "How late we began ourselves, at most.", labels=here,
        unit="seconds",
    )  # fmt: skip
    waited = GaugeMetricFamily(
        "onetake_load_second_response_seconds", "Percentiles of the responses of a second.",
        labels=(*here, "quantile"), unit="seconds",
    )  # fmt: skip
    seconds = [(loaded.began + one.number + 1, one) for one in loaded.figures.seconds]
    for (at, second), total in zip(
        seconds, accumulate(one.came for _, one in seconds), strict=True
    ):
        came.add_metric((environment,), total, timestamp=at)
        late.add_metric((environment,), second.late / _NS, timestamp=at)
    for quantile, name in (("0.5", "p50"), ("0.95", "p95"), ("0.99", "p99")):
        for at, second in seconds:
            waited.add_metric((environment, quantile), getattr(second, name) / _NS, timestamp=at)
    for verdict in Verdict:
        totals = accumulate(one.verdicts.get(verdict, 0) for _, one in seconds)
        for (at, _), total in zip(seconds, totals, strict=True):
            served.add_metric((environment, verdict.value), total, timestamp=at)
    yield from (came, served, late, waited)


def _whole(loaded: Loaded) -> Iterator[Metric]:
    from prometheus_client.core import HistogramMetricFamily

    words, end = ("environment", "journey"), loaded.began + loaded.seconds
    response = HistogramMetricFamily(
        "onetake_load_response_seconds", "From when a customer meant to come until served.",
        labels=words, unit="seconds",
    )  # fmt: skip
    steps = HistogramMetricFamily(
        "onetake_load_step_seconds", "How long a step took.", labels=(*words, "step", "name"),
        unit="seconds",
    )  # fmt: skip
    for journey, kept in sorted(loaded.figures.journeys.items()):
        labels = [loaded.environment, journey]
        response.add_metric(labels, *_buckets(kept.response), timestamp=end)
    for (journey, number), (name, times) in sorted(loaded.figures.steps.items()):
        labels = [loaded.environment, journey, str(number), name]
        steps.add_metric(labels, *_buckets(times.service), timestamp=end)
    yield from (response, steps)


def _buckets(kept: Histogram) -> tuple[list[tuple[str, float]], float]:
    """Return how many times lie at or below each limit, and their sum in seconds."""
    found, number = [], 0
    cells = iter([*kept.cells(), (_LONGEST, 0)])
    cell, held = next(cells)
    for limit in _LIMITS:
        while cell <= limit * _NS and cell < _LONGEST:
            number += held
            cell, held = next(cells)
        found.append((str(limit), float(number)))
    found.append(("+Inf", float(len(kept))))
    return found, kept.mean * len(kept) / _NS


def _tagged(loaded: Loaded) -> Iterator[tuple[str, Histogram]]:
    """Yield each journey and step as a tag, which has neither blanks nor commas."""
    for journey, kept in sorted(loaded.figures.journeys.items()):
        yield journey, kept.response
    for (journey, number), (_, times) in sorted(loaded.figures.steps.items()):
        yield f"{journey}#{number}", times.service


def _hdr(kept: Histogram) -> Any:
    from hdrh.histogram import HdrHistogram

    made = HdrHistogram(1, _LONGEST, _DIGITS)
    for middle, number in kept.cells():
        made.record_value(max(middle, 1), number)
    return made
