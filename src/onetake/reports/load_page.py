"""Shows a load as a page: times and failures by the second, journeys, steps, what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onetake.reports.duration import duration_text
from onetake.reports.load import (
    PERCENTS,
    LoadShown,
    Row,
    late_sentence,
    load_sentence,
    share_unwell,
    times_of,
)
from onetake.reports.pages import look, templates
from onetake.reports.signs import SIGNS
from onetake.words.verdict import Verdict, worst

_Dot = tuple[str, float, str, str, str, bool]


def load_page(load: LoadShown, version: str) -> str:
    """Return the page as HTML; `version` is Onetake's."""
    return templates().get_template("load.html").render(
        look=look(charts=bool(load.moments)),
        load=load,
        told=load.way,
        verdict=load.verdict.value,
        sign=SIGNS[load.verdict],
        sentence=load_sentence(load),
        percents=[f"{percent:g}" for percent in PERCENTS],
        waited=list(_waited(load)),
        unwell=list(_unwell(load)),
        responses=[_row(row) for row in load.responses],
        steps=[_row(row) for row in load.steps],
        kinds=[(where, one.value, reason, f"{n:,}") for where, one, reason, n in load.kinds],
        late=late_sentence(load),
        version=version,
    )  # fmt: skip


def _waited(load: LoadShown) -> Iterator[_Dot]:
    for item in load.moments:
        if item.p95:
            ms = item.p95 / 1e6
            verdict = worst(one for one, number in item.verdicts.items() if number)
            yield _dot(item.after, ms, duration_text(ms), verdict)


def _unwell(load: LoadShown) -> Iterator[_Dot]:
    for item in load.moments:
        if sum(item.verdicts.values()):
            share = 100 * share_unwell(item.verdicts)
            verdict = worst(one for one, number in item.verdicts.items() if number)
            yield _dot(item.after, share, f"{share:.1f} %", verdict)


def _dot(after: int, figure: float, words: str, verdict: Verdict) -> _Dot:
    when = f"{after // 60}:{after % 60:02}"
    return when, figure, words, verdict.value, SIGNS[verdict], False


def _row(row: Row) -> dict[str, Any]:
    share = share_unwell(row.verdicts)
    names = [*(f"p{percent:g}" for percent in PERCENTS), "max"]
    return {
        "name": f"{row.number} {row.name}" if row.journey else row.name,
        "journey": row.journey,
        "count": f"{sum(row.verdicts.values()):,}",
        "bad": share > 0,
        "share": f"{100 * share:.1f} %" if share else "–",
        "times": list(zip(names, times_of(row), strict=True)),
    }
