"""Runs benchmarks and shows their rows: `python bench/frame.py [NAME…] [--json]`, or `./dev bench`.

A benchmark is a file of this folder with `rows() -> list[Row]`; the first paragraph of its
docstring says what it measures and the rest how. A file that has `PARTS` instead stands for several
others. Each benchmark runs in a process of its own, so none sees another's memory or imports. Ends
with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

HERE = Path(__file__).parent


class Row(TypedDict):
    """One figure beside its target and, where there is one, a peer measured in the same run.

    `met` is none without a target. `how` is for a row measured differently from its neighbours.
    """

    work: str
    figure: float
    unit: str
    peer: str | float | None
    ratio: float | None
    target: str | float | None
    met: bool | None
    how: NotRequired[str]


class Measured(TypedDict):
    """What one benchmark gave: its rows, what it measures and how."""

    name: str
    what: str
    how: str
    rows: list[Row]


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks named, or all of them; print tables, or JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure against the targets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known())}")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - set(known()))
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]}; there are {', '.join(known())}")
    if chosen.here:
        print(json.dumps(measure_here(chosen.names[0])))
        return 0
    results = []
    for name in parts(chosen.names or known()):
        print(f"· Measuring {name}", file=sys.stderr, flush=True)
        results.append(measure(name))
        if not chosen.json:
            print(table(results[-1]), flush=True)
    if chosen.json:
        print(json.dumps({"schema": 1, "benchmarks": results}, indent=2, ensure_ascii=False))
    return int(any(row["met"] is False for result in results for row in result["rows"]))


def known() -> list[str]:
    """Return the names of all benchmarks, and of those that stand for several."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem != "frame")


def parts(names: Sequence[str]) -> list[str]:
    """Return the benchmarks that names stand for, each once, in order."""
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(getattr(importlib.import_module(name), "PARTS", (name,)))
    return list(found)


def measure(name: str) -> Measured:
    """Run one benchmark in a process of its own."""
    command = [sys.executable, __file__, name, "--here"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"bench/{name}.py ended with {done.returncode}; what it said is above")
    result: Measured = json.loads(done.stdout)
    return result


def measure_here(name: str) -> Measured:
    """Run one benchmark in this process; what it prints goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        module = importlib.import_module(name)
        what, _, how = (module.__doc__ or "").strip().partition("\n\n")
        return {"name": name, "what": line(what), "how": line(how), "rows": module.rows()}


def table(result: Measured) -> str:
    """Return one benchmark's rows as an aligned table, with how they were measured."""
    head = ("work", "figure", "peer", "ratio", "target", "")
    cells = [head, *(row_cells(row) for row in result["rows"])]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(
            # The first column holds words and the last a mark; the others hold figures.
            cell.ljust(width) if at in (0, len(head) - 1) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    hows: dict[str, list[str]] = {result["how"]: []} if result["how"] else {}
    for row in result["rows"]:
        if row.get("how"):
            hows.setdefault(row["how"], []).append(row["work"])
    told = [f"{', '.join(works)}: {how}" if works else how for how, works in hows.items()]
    return "\n".join(["", result["what"], *lines, *(textwrap.fill(how, 100) for how in told), ""])


def row_cells(row: Row) -> tuple[str, ...]:
    """Return a row as texts, one per column."""
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f} ×"
    met = {True: "met", False: "MISSED", None: ""}[row["met"]]
    figure = f"{number(row['figure'])} {row['unit']}"
    return row["work"], figure, number(row["peer"]), ratio, number(row["target"]), met


def number(value: str | float | None) -> str:
    """Return a figure as people read it: 1,000 and 0.25, without needless digits."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def line(text: str) -> str:
    """Return a paragraph as one line."""
    return " ".join(text.split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
