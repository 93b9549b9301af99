"""Walking, from the first key pressed to a thousand conversations: all figures of the foundation.

Each part can be run alone: start (here), lint, api_step, scrub, chat.
"""

from __future__ import annotations

import importlib
import resource
import statistics
import subprocess
import sys

PARTS = ("lint", "api_step", "scrub", "chat")
TIMES = 7


def rows() -> list[dict]:
    """Return the rows of every part."""
    found = [help_row()]
    for part in PARTS:
        found += importlib.import_module(f"bench.{part}").rows()
    return found


def help_row() -> dict:
    """Return what `onetake --help` costs in CPU time; its peer is Python starting and ending."""
    ours = statistics.median(cpu_of("-m", "onetake", "--help") for _ in range(TIMES))
    bare = statistics.median(cpu_of("-c", "pass") for _ in range(TIMES))
    return {
        "work": "onetake --help", "figure": round(ours, 3), "unit": "s CPU",
        "peer": f"python -c pass {bare:.3f} s", "ratio": round(ours / bare, 1),
        "target": "≤ 0.25 s", "met": ours <= 0.25,
        "how": f"median of {TIMES}, user and system time of the process",
    }  # fmt: skip


def cpu_of(*words: str) -> float:
    """Return the CPU time of one Python process with these arguments, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
