"""Measures what it costs to start: `onetake --help`, which loads no channel and no database.

CPU time, user and system, of the whole process: the median of 11 starts after one that warms the
disk's cache. The peer is Python itself doing nothing (`python -c pass`), started in turn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

from frame import Row

STARTS = 11
TARGET_S = 0.25


def rows() -> list[Row]:
    """Return the CPU time of a start beside bare Python's."""
    onetake = [sys.executable, "-m", "onetake", "--help"]
    bare = [sys.executable, "-c", "pass"]
    cpu_s(onetake)
    cpu_s(bare)
    times = [(cpu_s(onetake), cpu_s(bare)) for _ in range(STARTS)]
    ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
    return [
        {
            "work": "onetake --help",
            "figure": round(ours, 3),
            "unit": "s CPU",
            "peer": f"bare Python {theirs:.3f} s",
            "ratio": round(ours / theirs, 2),
            "target": f"≤ {TARGET_S} s",
            "met": ours <= TARGET_S,
        }
    ]


def cpu_s(command: list[str]) -> float:
    """Return the CPU time of a command, in seconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime
