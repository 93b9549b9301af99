"""Shows how a candidate does beside its baseline, look by look."""

from __future__ import annotations

from typing import Any

from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper

SCHEMA = 1
_SIGNS = {
    "pass": ("✓", "green"), "fail": ("✗", "bold red"), "continue": ("·", "dim"),
    "inconclusive": ("?", "bold magenta"),
}  # fmt: skip


def look_line(look: tuple[int, int], seconds: tuple[float, float], said: tuple[str, str]) -> str:
    """Return one look as a line: which of how many, both medians, and what was said of them."""
    paper = Paper().draft()
    verdict, why = said
    sign, style = _SIGNS[verdict]
    medians = " and ".join(duration_text(value * 1000) for value in seconds)
    paper.line((f"look {look[0]} of {look[1]}  ", "bold"), f"medians {medians}  ", (why, "dim"),
               lead=(f"{sign} ", style))  # fmt: skip
    return paper.kept()


def canary_document(verdict: str, why: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Return what a trial came to as JSON has it, unrounded."""
    return {"schema": SCHEMA, "verdict": verdict, "why": why, **figures}
