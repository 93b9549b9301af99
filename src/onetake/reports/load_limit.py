"""Shows the search for the highest rate that holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onetake.reports.load import SCHEMA, time_text
from onetake.reports.paper import Paper
from onetake.reports.signs import SIGNS
from onetake.words.load import Stage
from onetake.words.verdict import Verdict


def stage_line(stage: Stage) -> str:
    """Return one rate that was tried as a line."""
    verdict = Verdict.PASSED if stage.holds else Verdict.FAILED
    return (
        f"{SIGNS[verdict]} {_rate(stage.rate):>9}  {stage.customers:>7,} customers  "
        f"p95 {time_text(stage.p95):>8}  {100 * stage.bad:.1f} % not served well"
    )


def limit_text(held: float, broke: float | None, first: str) -> str:
    """Return what was found: the highest rate that held, and what broke first."""
    paper = Paper().draft()
    if broke is None:
        paper.line(("It stands all that is allowed: ", "bold"), _rate(held), lead="✓ ")
    elif not held:
        paper.line(("No rate held. ", "bold"), f"First broke {first}", lead="✗ ")
    else:
        paper.line((f"It stands {_rate(held)}. ", "bold"),
                   f"At {_rate(broke)} it breaks; first {first}", lead="! ")  # fmt: skip
    return paper.kept()


def limit_document(
    held: float, broke: float | None, first: str, stages: Sequence[Stage]
) -> dict[str, Any]:
    """Return the search for a limit as JSON has it: rates a second, times in ms."""
    return {
        "schema": SCHEMA,
        "held": held,
        "broke": broke,
        "first": first,
        "stages": [
            {
                "rate": stage.rate,
                "customers": stage.customers,
                "bad": stage.bad,
                "p95": stage.p95 / 1e6,
                "holds": stage.holds,
                "worst": stage.worst,
            }
            for stage in stages
        ],
    }


def _rate(value: float) -> str:
    return f"{value:.3g}/s" if value < 100 else f"{value:,.0f}/s"
