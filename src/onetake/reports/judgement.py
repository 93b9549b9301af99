"""Shows what judging a company found: pitfall by pitfall, in words, with place and fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onetake.reports.paper import Paper
from onetake.reports.signs import counted
from onetake.words.judged import GRAVITY, PITFALLS, Found, Judged
from onetake.words.location import Fault, location

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1
_MOST = 5
_SIGNS = {"major": ("✗", "red"), "minor": ("~", "yellow"), "info": ("?", "dim")}
_TOLD = {"major": "grave", "minor": "lesser", "info": "not measured"}
_LEVELS = {"major": "error", "minor": "warning", "info": "note"}


def judgement_text(programme: str, judged: Judged, console: Console | None = None) -> str:
    """Return a judgement as text: the six pitfalls with their findings, then the sum."""
    paper = Paper(console).draft()
    paper.line((programme, "bold"))
    for number, name in enumerate(PITFALLS, 1):
        here = [item for item in judged.found if item.pitfall == number]
        paper.gap()
        paper.line(
            (f"{number} {name[0].upper()}{name[1:]}", "bold"),
            (f"  {_tally(here, judged.looked.get(number, 0))}", "dim"),
        )
        for check, found in groupby(here, key=lambda item: item.check):
            same = list(found)
            shown = same if len(same) <= _MOST else same[: _MOST - 1]
            for item in shown:
                _finding(paper, item)
            if len(same) > len(shown):
                more = f"… and {len(same) - len(shown)} more of {check}: onetake judge --json"
                paper.line((more, "dim"), lead="    ")
    paper.gap()
    sign, style = _SIGNS[worst] if (worst := judged.worst()) else ("✓", "green")
    paper.line(
        (f"{sign} ", style), (f"{_sum(judged)}, by {counted(judged.checks, 'check')}", "bold")
    )
    return paper.kept()


def judgement_brief(judged: Judged, console: Console | None = None) -> str:
    """Return the gravest finding of each pitfall with its fix, and how many more there are."""
    paper = Paper(console).draft()
    for number, name in enumerate(PITFALLS, 1):
        here = [item for item in judged.open if item.pitfall == number and item.severity != "info"]
        title = f"{number} {name[0].upper()}{name[1:]}"
        if not here:
            untold = _counts(judged.open, number)["info"]
            sign, style = _SIGNS["info"] if untold else ("✓", "green")
            more = f", {untold} not measured" if untold else ""
            paper.line(
                (title, "bold"), (f"  nothing found{more}", "dim"), lead=(f"  {sign} ", style)
            )
            continue
        sign, style = _SIGNS[here[0].severity]
        more = f"  and {len(here) - 1} more" if len(here) > 1 else ""
        paper.line((title, "bold"), (more, "dim"), lead=(f"  {sign} ", style))
        paper.line(here[0].gap.message, lead="    ")
        paper.line((f"{here[0].gap.fix}", "dim"), lead=("    fix: ", "dim"))
    return paper.kept()


def judgement_document(programme: str, judged: Judged) -> dict[str, Any]:
    """Return a judgement as JSON has it."""
    return {
        "schema": SCHEMA,
        "programme": programme,
        "worst": judged.worst(),
        "findings": [_as_json(item) for item in judged.found],
        "pitfalls": [
            {
                "number": number,
                "name": name,
                "checks": judged.looked.get(number, 0),
                **_counts(judged.open, number),
            }
            for number, name in enumerate(PITFALLS, 1)
        ],
        "checks": judged.checks,
    }


def judgement_faults(judged: Judged) -> list[Fault]:
    """Return what nobody bears with, as SARIF is made of it."""
    return [
        Fault(location(item.gap.place), item.gap.message, item.gap.fix, item.check,
              _LEVELS[item.severity])
        for item in judged.open
    ]  # fmt: skip


def _finding(paper: Paper, item: Found) -> None:
    sign, style = _SIGNS[item.severity]
    if item.waiver is not None:
        sign, style = "–", "dim"
    paper.line(item.gap.message, lead=(f"  {sign} ", style))
    if item.waiver is not None:
        until = f"{item.waiver.owner} bears with it until {item.waiver.until}: {item.waiver.reason}"
        paper.line((until, "dim"), lead="    ")
    where = " · ".join(part for part in (item.gap.place, item.gap.fix) if part)
    paper.line((f"{where} ({item.check})", "dim"), lead="    ")


def _tally(here: Sequence[Found], looked: int) -> str:
    waived = sum(item.waiver is not None for item in here)
    told = _told([item for item in here if item.waiver is None])
    told += [f"{waived} borne with"] if waived else []
    nothing = f"nothing found by {counted(looked, 'check')}" if looked else "no check looked"
    return ", ".join(told) or nothing


def _sum(judged: Judged) -> str:
    told = _told(judged.open)
    waived = len(judged.found) - len(judged.open)
    told += [f"{waived} borne with"] if waived else []
    return ", ".join(told) or "nothing found"


def _told(found: Sequence[Found]) -> list[str]:
    count = Counter(item.severity for item in found)
    return [f"{count[grave]} {_TOLD[grave]}" for grave in GRAVITY if count[grave]]


def _counts(found: Sequence[Found], number: int) -> Mapping[str, int]:
    count = Counter(item.severity for item in found if item.pitfall == number)
    return {grave: count[grave] for grave in GRAVITY}


def _as_json(item: Found) -> dict[str, Any]:
    gap, waiver = item.gap, item.waiver
    borne = waiver and {
        "owner": waiver.owner, "until": waiver.until.isoformat(), "reason": waiver.reason,
    }  # fmt: skip
    return {
        "check": item.check,
        "pitfall": item.pitfall,
        "severity": item.severity,
        "place": gap.place,
        "message": gap.message,
        "fix": gap.fix,
        "journey": gap.journey,
        "environment": gap.environment,
        "waiver": borne,
    }
