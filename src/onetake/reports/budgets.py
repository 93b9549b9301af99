"""Shows error budgets: what is left, what burns, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onetake.reports.paper import Paper, Part
from onetake.reports.signs import SIGNS, STYLES, counted
from onetake.words.kpi import told
from onetake.words.slo import Budget
from onetake.words.verdict import Verdict

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1


def budgets_text(found: Sequence[Budget], console: Console | None = None) -> str:
    """Return error budgets as a table, with the alerts that fire."""
    paper = Paper(console).draft()
    if not found:
        paper.line("no SLO is declared: write slo: 99% into onetake.yaml, or OpenSLO into slos/")
        return paper.kept()
    rows: list[tuple[Part, ...]] = [("", "SLO", "wanted", "bad", "of", "left of the budget")]
    rows += [_row(item) for item in found]
    head, *lines = paper.aligned(rows, right=(3, 4), firm=(0, 2, 3, 4))
    head.stylize("dim")
    paper.put(head, *lines)
    for item in found:
        for alert in item.alerts:
            paper.line(
                f"{item.slo.name} burns {alert.burn:.1f} times too fast over "
                f"{told(alert.rule.lookback, 's')}: {alert.rule.severity}",
                lead=("  ! ", "bold red"),
            )
    paper.gap()
    paper.line(counted(len(found), "SLO"))
    return paper.kept()


def budgets_document(found: Sequence[Budget]) -> dict[str, Any]:
    """Return error budgets as JSON has them, unrounded."""
    return {
        "schema": SCHEMA,
        "slos": [
            {"slo": item.slo.name, "title": item.slo.title, "service": item.slo.service,
             "target": item.slo.target, "total": item.total, "bad": item.bad, "left": item.left,
             "why": item.why, "alerts": [
                 {"severity": alert.rule.severity, "burn": alert.burn, "bad": alert.bad,
                  "lookback": alert.rule.lookback, "threshold": alert.rule.threshold}
                 for alert in item.alerts]}
            for item in found
        ],
    }  # fmt: skip


def _row(item: Budget) -> tuple[Part, ...]:
    verdict = _verdict(item)
    left = item.why if item.left is None else f"{item.left:.1f} %"
    sign: Part = (SIGNS[verdict], STYLES[verdict])
    wanted = f"{100 * item.slo.target:g} %"
    return sign, item.slo.name, wanted, f"{item.bad:,}", f"{item.total:,}", left


def _verdict(item: Budget) -> Verdict:
    if item.left is None:
        return Verdict.UNKNOWN
    if item.left < 0:
        return Verdict.FAILED
    return Verdict.DEGRADED if item.alerts else Verdict.PASSED
