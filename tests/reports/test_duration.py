"""Durations read as people say them, and never show 1000 ms or 60 s."""

from __future__ import annotations

import pytest

from onetake.reports.duration import duration_text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (None, ""),
        (0.0, "0 ms"),
        (0.04, "0 ms"),
        (0.44, "0.4 ms"),
        (9.96, "10 ms"),
        (86.4, "86 ms"),
        (999.4, "999 ms"),
        (999.6, "1.00 s"),
        (1240.2, "1.24 s"),
        (9_994.0, "9.99 s"),
        (9_996.0, "10.0 s"),
        (59_949.0, "59.9 s"),
        (59_960.0, "1 min 0 s"),
        (125_000.0, "2 min 5 s"),
        (3_599_600.0, "1 h 0 min"),
        (3_780_000.0, "1 h 3 min"),
    ],
)
def test_durations(ms, text):
    assert duration_text(ms) == text
