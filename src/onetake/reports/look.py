"""Shows what a look at a site came to: what a customer would notice, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onetake.reports.duration import duration_text
from onetake.reports.paper import Paper
from onetake.reports.signs import counted
from onetake.words.finding import Finding
from onetake.words.visit import Visit

if TYPE_CHECKING:
    from rich.console import Console

_SIGNS = {"major": ("✗", "red"), "minor": ("~", "yellow")}
_VITALS = (("lcp", "content"), ("fcp", "first paint"), ("ttfb", "server"), ("cls", "shift"))


def look_text(
    site: str,
    visits: Sequence[Visit],
    found: Sequence[Finding],
    ms: float,
    console: Console | None = None,
) -> str:
    """Return a look as text: the pages with their speed, then what was found, gravest first."""
    paper = Paper(console).draft()
    paper.line((site, "bold"))
    if site.startswith("http://"):
        paper.line(("answers without encryption", "dim"), lead="  ")
    paper.gap()
    for visit in visits:
        _page(paper, visit)
    paper.gap()
    for finding in found:
        _finding(paper, finding)
    paper.gap()
    paper.line((_sum(visits, found, ms), "bold"))
    return paper.kept()


def _page(paper: Paper, visit: Visit) -> None:
    on = " (phone)" if visit.device == "phone" else ""
    told = [f"{words} {_figure(name, visit.vitals[name])}" for name, words in _VITALS
            if name in visit.vitals]  # fmt: skip
    told += [_size(visit.size), counted(visit.requests, "request")] if visit.requests else []
    paper.line(f"{visit.url}{on}", lead="  ")
    paper.line((visit.trouble or " · ".join(told), "dim"), lead="    ")


def _figure(name: str, value: float) -> str:
    return f"{value:.2f}" if name == "cls" else duration_text(value)


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} KB"


def _finding(paper: Paper, finding: Finding) -> None:
    sign, style = _SIGNS.get(finding.severity, ("?", "dim"))
    paper.line(finding.message, lead=(f"{sign} ", style))
    where = f"{finding.place} · {finding.fix} ({finding.rule})"
    paper.line((where, "dim"), lead="    ")


def _sum(visits: Sequence[Visit], found: Sequence[Finding], ms: float) -> str:
    count = Counter(finding.severity for finding in found)
    what = f"{count['major']} grave, {count['minor']} lesser" if found else "nothing"
    pages = len({visit.url for visit in visits})
    return (
        f"{what} that a customer would notice, on {counted(pages, 'page')}, in {duration_text(ms)}"
    )
