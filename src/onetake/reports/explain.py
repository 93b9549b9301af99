"""The plan of a test, for people and for other programs, before anything is walked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from onetake.reports.paper import Paper, Part
from onetake.reports.plain import unicode_tree
from onetake.reports.signs import SIGNS, STYLES, counted, walker
from onetake.words.plan import PlannedRun, PlannedStep
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console


def explain_json(plan: Sequence[PlannedRun]) -> str:
    """Return the plan as JSON: `{"schema": 1, "environment", "runs": [...], "plan": [...]}`.

    `runs` is how many there are at most; each item of `plan` holds a journey as it will be walked.
    """
    document = {
        "schema": 1,
        "environment": plan[0].environment if plan else "",
        "runs": sum(run.tries for run in plan),
        "plan": [_document(run) for run in plan],
    }
    return orjson.dumps(unicode_tree(document), option=orjson.OPT_INDENT_2).decode()


def explain_text(plan: Sequence[PlannedRun], console: Console | None = None) -> str:
    """Return the plan as text, every journey with its steps, then what will not be walked.

    The text has the width and colours of `console`, where it will be printed.
    """
    paper = Paper(console).draft()
    walked = [run for run in plan if not run.skipped]
    for run in walked:
        _print_run(paper, run)
        paper.gap()
    for run in plan:
        if run.skipped:
            sign = (f"{SIGNS[Verdict.SKIPPED]} ", STYLES[Verdict.SKIPPED])
            paper.line((run.journey, "bold"), (f": {run.skipped}", "dim"), lead=sign)
    if len(walked) < len(plan):
        paper.gap()
    runs = counted(sum(run.tries for run in walked), "run")
    where = f" in {plan[0].environment}" if plan else ""
    paper.line(f"{runs} at most{where}; nothing was walked yet: leave out --explain to walk")
    return paper.kept()


def _print_run(paper: Paper, run: PlannedRun) -> None:
    draft = "  (draft, not counted)" if run.draft else ""
    paper.line((walker(run.journey, run.persona, run.row, run.given), "bold"), draft)
    paper.line((run.goal, "italic"), indent=2)
    if run.tries > 1:
        rate = "" if run.pass_rate is None else f", {run.pass_rate:.0%} of them have to pass"
        paper.line(f"up to {run.tries} tries{rate}", indent=2)
    for step in run.steps:
        _print_step(paper, step)
    if run.always:
        paper.line(("always, whatever happens:", "dim"), indent=2)
    for step in run.always:
        _print_step(paper, step)


def _print_step(paper: Paper, step: PlannedStep) -> None:
    indent = 7 + 2 * step.indent
    if step.note:
        paper.line((step.note, "cyan"), indent=indent)
    number = (f"{step.number:>5}{' ' * (indent - 5)}", "dim")
    paper.line(*_title(step), lead=number)
    told = {
        "says": step.says, "sends": step.sends, "expects": step.expected, "within": step.within,
        "keeps": step.keeps,
    }  # fmt: skip
    for word, text in told.items():
        if text:
            paper.line(text, lead=(f"{word:<9}", "dim"), indent=indent)


def _title(step: PlannedStep) -> list[Part]:
    """Return a step's name, if it has one, then how it goes to which system."""
    named = step.name not in ("", step.action)
    place = " at ".join(part for part in (step.system, step.address) if part)
    speaker = f" as {step.speaker}" if step.speaker else ""
    way = f"{step.action}{speaker}" + (f", {place}" if place else "")
    return [f"{step.name}  ", (way, "dim")] if named else [way]


def _document(run: PlannedRun) -> dict[str, object]:
    return {
        "journey": run.journey,
        "goal": run.goal,
        "persona": run.persona,
        "row": run.row,
        "given": run.given,
        "tries": run.tries,
        "pass_rate": run.pass_rate,
        "draft": run.draft,
        "skipped": run.skipped,
        "steps": [_step(step) for step in run.steps],
        "always": [_step(step) for step in run.always],
    }


def _step(step: PlannedStep) -> dict[str, object]:
    return {
        "number": step.number,
        "name": step.name,
        "phase": step.phase,
        "as": step.speaker,
        "action": step.action,
        "says": step.says,
        "system": step.system,
        "address": step.address,
        "expected": step.expected,
        "indent": step.indent,
        "note": step.note,
        "sends": step.sends,
        "within": step.within,
        "keeps": step.keeps,
    }
