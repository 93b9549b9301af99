"""Shows what a gate decided: the answer, the rule that decided, and every objective behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onetake.reports.paper import Paper, Part
from onetake.words.decision import Decision, Scored
from onetake.words.kpi import told

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1
_SIGNS = {
    "pass": ("✓", "green"), "warning": ("~", "yellow"), "fail": ("✗", "bold red"),
    "unknown": ("?", "bold magenta"), "inconclusive": ("?", "bold magenta"), "shown": ("·", "dim"),
}  # fmt: skip
_SAYS = {
    "pass": "the gate is open",
    "warning": "the gate is open, with a warning",
    "fail": "the gate is shut",
    "inconclusive": "the gate stays shut: nobody can tell",
}


def decision_text(
    decision: Decision, way: tuple[str, str], override: str = "", console: Console | None = None
) -> str:
    """Return a decision as text; `way` is the release and the environment it is to go into."""
    paper = Paper(console).draft()
    sign, style = _SIGNS[decision.answer]
    paper.line((f"{way[0]} into {way[1]}: ", "bold"), (_SAYS[decision.answer], style),
               lead=(f"{sign} ", style))  # fmt: skip
    paper.line(f"because {decision.rule}", lead="  ")
    if override:
        paper.line((f"opened all the same by {override}", "yellow"), lead="  ")
    paper.gap()
    for item in decision.objectives:
        _objective(paper, item)
    paper.gap()
    could = f", {decision.highest:.1f} if all that is unknown were good"
    more = could if decision.highest != decision.score else ""
    paper.line((f"score {decision.score:.1f} of 100{more}", "dim"))
    return paper.kept()


def decision_brief(decision: Decision, way: tuple[str, str], console: Console | None = None) -> str:
    """Return a decision in a few lines: what it says, the rule, and what does not pass."""
    paper = Paper(console).draft()
    sign, style = _SIGNS[decision.answer]
    paper.line((f"The gate for {way[0]} into {way[1]}: ", "bold"),
               (_SAYS[decision.answer], style), lead=(f"{sign} ", style))  # fmt: skip
    paper.line(f"because {decision.rule}", lead="  ")
    for item in decision.objectives:
        if item.result not in ("pass", "shown"):
            mark, colour = _SIGNS[item.result]
            paper.line(
                (f"{item.weighed.called}: ", "bold"), _seen(item), lead=(f"  {mark} ", colour)
            )
    return paper.kept()


def decision_document(
    decision: Decision, way: tuple[str, str], gate: str, about: dict[str, Any]
) -> dict[str, Any]:
    """Return a decision as JSON has it, unrounded; `about` is merged in."""
    return {
        "schema": SCHEMA,
        "release": way[0],
        "environment": way[1],
        "gate": gate,
        "verdict": decision.answer,
        "open": decision.answer in ("pass", "warning"),
        "score": decision.score,
        "highest": decision.highest,
        "rule": decision.rule,
        **about,
        "objectives": [_as_json(item) for item in decision.objectives],
    }


def releases_text(rows: Sequence[tuple[str, str, str, str]]) -> str:
    """Return releases as a table: name, when it was made and is planned, what gates said."""
    paper = Paper().draft()
    if not rows:
        paper.line("no release is recorded; onetake release NAME records one")
        return paper.kept()
    head, *lines = paper.aligned([("release", "made", "planned", "gates said"), *rows], firm=(1, 2))
    head.stylize("dim")
    paper.put(head, *lines)
    return paper.kept()


def _objective(paper: Paper, item: Scored) -> None:
    sign, style = _SIGNS[item.result]
    weighed, figure = item.weighed, item.figure
    key = " (key)" if weighed.key else ""
    paper.line(
        (f"{item.weighed.called}{key}", "bold"), f"  {_seen(item)}", lead=(f"  {sign} ", style)
    )
    rule: list[Part] = [(item.rule, "dim")] if item.rule != figure.why else []
    if rule:
        paper.line(*rule, lead="    ")
    if figure.evidence:
        paper.line((figure.evidence, "dim"), lead="    ")


def _seen(item: Scored) -> str:
    figure = item.figure
    if figure.value is None:
        return figure.why
    value = told(figure.value, figure.unit) if figure.unit else f"{figure.value:g}"
    past = f", {item.compared} before had {item.before:g}" if item.before is not None else ""
    return f"{value}{past}" + (f" ({figure.why})" if figure.why else "")


def _as_json(item: Scored) -> dict[str, Any]:
    weighed, figure = item.weighed, item.figure
    return {
        "name": item.weighed.called,
        "of": weighed.of,
        "value": figure.value,
        "verdict": figure.verdict.value if figure.verdict else None,
        "unit": figure.unit,
        "why": figure.why,
        "result": item.result,
        "rule": item.rule,
        "key": weighed.key,
        "weight": weighed.weight,
        "score": item.score,
        "before": item.before,
        "compared": item.compared,
        "bad": item.bad,
        "evidence": figure.evidence,
    }
