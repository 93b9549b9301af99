"""Notes times in a histogram: how long one takes with counting it, and how far percentiles are off.

The times are log-normal from a fixed seed. Noting is a list's append; counting happens once for all
of a second, and is in the figure. The error is the largest of many percentiles against the sorted
times.
"""

import math
import random
import time

from onetake.load.histogram import Histogram

MANY, ROUNDS = 300_000, 5


def rows() -> list[dict]:
    """Give nanoseconds for each time, and the largest error."""
    draw = random.Random(7)
    times = [int(draw.lognormvariate(15, 1.5)) for _ in range(MANY)]
    taken = min(_noted(times) for _ in range(ROUNDS))
    histogram, ordered = Histogram.of(times), sorted(times)
    errors = []
    for percent in (0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99):
        true = ordered[max(0, math.ceil(MANY * percent / 100) - 1)]
        errors.append(abs(histogram.at(percent) - true) / true * 100)
    packed = len(histogram.packed()) / 1024
    return [
        _row("noting and counting a time", taken, "ns", 150),
        _row("largest error of a percentile", max(errors), "%", 0.1),
        {"work": "size of one, packed", "figure": packed, "unit": "KB", "peer": None,
         "ratio": None, "target": None, "met": None},
    ]  # fmt: skip


def _noted(times: list[int]) -> float:
    histogram = Histogram()
    begun = time.process_time()
    note = histogram.note
    for item in times:
        note(item)
    len(histogram)
    return (time.process_time() - begun) / len(times) * 1e9


def _row(work: str, figure: float, unit: str, most: float) -> dict:
    return {
        "work": work, "figure": figure, "unit": unit, "peer": None, "ratio": None,
        "target": f"≤ {most} {unit}", "met": figure <= most,
    }  # fmt: skip
