"""Shows why something got worse: what changed, the most likely first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onetake.reports.paper import Paper
from onetake.words.cause import Explained

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1


def explained_text(found: Explained, console: Console | None = None) -> str:
    """Return an explanation as text."""
    paper = Paper(console).draft()
    paper.line((found.subject, "bold"))
    paper.line(found.said, lead="  ")
    if found.causes or found.compared or found.unknown:
        paper.gap()
    if found.causes:
        paper.line("What changed or came with it, the most likely first:")
    elif found.compared:
        paper.line("Nothing is known that changed in between.")
    for number, cause in enumerate(found.causes, 1):
        paper.line(cause.what, lead=f"  {number} ")
        if cause.evidence:
            paper.line((cause.evidence, "dim"), lead="    ")
    for unknown in found.unknown:
        paper.line((unknown, "dim"), lead=("  ? ", "dim"))
    return paper.kept()


def explained_document(found: Explained) -> dict[str, Any]:
    """Return an explanation as JSON has it."""
    return {
        "schema": SCHEMA,
        "subject": found.subject,
        "said": found.said,
        "causes": [
            {"likely": cause.likely, "what": cause.what, "evidence": cause.evidence}
            for cause in found.causes
        ],
        "unknown": list(found.unknown),
    }
