"""Shows a sponsor one page: as text, as HTML that prints on one sheet, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onetake.reports.kpis import kpis_document
from onetake.reports.pages import look, templates
from onetake.reports.paper import Paper
from onetake.reports.signs import counted
from onetake.words.brief import Brief, Worst
from onetake.words.kpi import Measurement, told, wanted

if TYPE_CHECKING:
    from rich.console import Console

SCHEMA = 1
_MOST = 4
_SAYS = {"pass": "open", "warning": "open, with a warning", "fail": "shut"}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as the page shows it; `state` is passed, degraded, failed, or unknown."""

    anchor: str
    title: str
    value: str
    between: str
    before: str
    target: str
    state: str
    measured: Measurement


def brief_page(brief: Brief, version: str) -> str:
    """Return the page as HTML; `version` is Onetake's."""
    return templates().get_template("brief.html").render(
        look=look(charts=False),
        brief=brief,
        sentence=brief_sentence(brief),
        day=_day(brief.until),
        since=_day(brief.since),
        outcome=[_line(item) for item in brief.outcome],
        dora=[_line(item) for item in brief.dora],
        worst=[(item, _cost(item), _state(item)) for item in brief.worst],
        gates=[(item, _SAYS.get(item.verdict, "shut: nobody can tell")) for item in brief.gates],
        opposed=brief.opposed[:_MOST],
        privacy=[item.gap for item in brief.privacy[:_MOST]],
        unknown=brief.unknown[:_MOST],
        version=version,
    )  # fmt: skip


def brief_sentence(brief: Brief) -> str:
    """Return what the page comes to in one sentence."""
    parts = []
    if brief.asked:
        wait = "wait" if len(brief.asked) > 1 else "waits"
        parts.append(f"{counted(len(brief.asked), 'decision')} {wait} for you")
    if brief.opposed:
        parts.append(f"{counted(len(brief.opposed), 'goal')} of teams to be reconciled")
    shut = [gate for gate in brief.gates if gate.verdict not in ("pass", "warning")]
    parts += [f"the way into {gate.environment} is shut" for gate in shut]
    return "; ".join(parts) or "nothing waits for you"


def brief_text(brief: Brief, console: Console | None = None) -> str:
    """Return the page as text."""
    paper = Paper(console).draft()
    paper.line((f"{brief.programme}, for {brief.sponsor.name}", "bold"),
               (f"  {_day(brief.since)} to {_day(brief.until)}", "dim"))  # fmt: skip
    paper.line(brief_sentence(brief))
    paper.gap()
    rows = [_line(item) for item in (*brief.outcome, *brief.dora)]
    paper.put(*paper.aligned(
        [(line.title, line.value, (line.between, "dim"), line.before) for line in rows],
        right=(1,), firm=(1, 3),
    ))  # fmt: skip
    for title, lines in _sections(brief):
        if lines:
            paper.gap()
            paper.line((title, "bold"))
            for line in lines:
                paper.line(line, lead="  · ")
    return paper.kept()


def brief_document(brief: Brief) -> dict[str, Any]:
    """Return the page as JSON has it, unrounded."""
    return {
        "schema": SCHEMA,
        "programme": brief.programme,
        "sponsor": brief.sponsor.name,
        "since": datetime.fromtimestamp(brief.since, UTC).isoformat(),
        "until": datetime.fromtimestamp(brief.until, UTC).isoformat(),
        "sentence": brief_sentence(brief),
        "outcome": kpis_document(brief.outcome)["kpis"],
        "dora": kpis_document(brief.dora)["kpis"],
        "worst": [
            {"journey": item.journey, "contacts": item.contacts, "again": item.again,
             "hours": item.hours, "money": str(item.money) if item.money else None,
             "incidents": item.incidents, "verdicts": dict(item.verdicts)}
            for item in brief.worst
        ],
        "decisions": [
            {"what": item.ask.what, "asked": item.ask.asked.isoformat(), "days": item.days,
             "allowed": item.allowed, "by": item.ask.by, "cost": str(item.ask.cost or "")}
            for item in brief.asked
        ],
        "opposed": [told for told, _ in brief.opposed],
        "privacy": [item.gap.message for item in brief.privacy],
        "gates": [
            {"release": item.release, "environment": item.environment, "verdict": item.verdict,
             "reason": item.reason} for item in brief.gates
        ],
        "budgets": list(brief.budgets),
        "unknown": list(brief.unknown),
    }  # fmt: skip


def _sections(brief: Brief) -> Sequence[tuple[str, list[str]]]:
    return (
        ("Decisions that wait for you", [
            f"{item.ask.what} ({item.ask.cost or 'no cost told'}), asked {item.days} days ago"
            for item in brief.asked
        ]),
        ("Goals to be reconciled", [told for told, _ in brief.opposed[:_MOST]]),
        ("Journeys that cost most", [f"{item.journey}: {_cost(item)}" for item in brief.worst]),
        ("Security and privacy", [item.gap.message for item in brief.privacy[:_MOST]]),
        ("Releases", [
            f"{item.release} into {item.environment}: {_SAYS.get(item.verdict, 'shut')}, because "
            f"{item.reason}" for item in brief.gates
        ]),
        ("Error budgets", list(brief.budgets)),
        ("What is not known", list(brief.unknown[:_MOST])),
    )  # fmt: skip


def _line(item: Measurement) -> Line:
    unit, verdict = item.kpi.unit, item.verdict
    value, between, before = "unknown", item.why, ""
    if item.value is not None:
        value = told(item.value, unit)
        between = f"of {item.n:,}"
        if item.low is not None and item.high is not None:
            between = f"{told(item.low, unit)} to {told(item.high, unit)}, of {item.n:,}"
        if item.before is not None:
            better = (item.value > item.before) == (item.kpi.better == "more")
            same = item.value == item.before
            way = "as before" if same else "better than" if better else "worse than"
            before = way if same else f"{way} {told(item.before, unit)}"
    state = "unknown" if item.value is None else verdict.value if verdict else ""
    anchor = item.kpi.id.replace(".", "-")
    return Line(
        anchor, item.kpi.title, value, between, before, wanted(item.kpi), state, item
    )  # fmt: skip


def _cost(item: Worst) -> str:
    money = f", {item.money}" if item.money else ""
    hours = f"{item.hours:.0f} h of work{money}" if item.hours >= 1 else "under an hour of work"
    broke = f"; {counted(item.incidents, 'incident')}" if item.incidents else ""
    return f"{item.again:,} of {item.contacts:,} contacts came again: {hours}{broke}"


def _state(item: Worst) -> str:
    return ", ".join(f"{verdict} in {environment}" for environment, verdict in item.verdicts)


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
