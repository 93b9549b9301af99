"""Past runs on a terminal and for other programs: how journeys have done, then run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from onetake.reports.duration import duration_text
from onetake.reports.json_report import run_document
from onetake.reports.paper import Paper, Part
from onetake.reports.plain import unicode_tree
from onetake.reports.signs import SIGNS, STYLES, counted, signed
from onetake.words.events import RunResult
from onetake.words.history import History, Trend
from onetake.words.rows import RunRow
from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

if TYPE_CHECKING:
    from rich.console import Console

_CLEAR = (Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED)
_REASON = 300
_FEW = 10


def runs_text(history: History, console: Console | None = None) -> str:
    """Return past runs as text: a row of signs per journey, then a line per run, newest first."""
    paper = Paper(console).draft()
    if not history.runs:
        paper.line("no run fits: walk one with `onetake test`, or ask for less")
        return paper.kept()
    _print_trends(paper, history.trends)
    paper.gap()
    _print_runs(paper, history.runs)
    paper.gap()
    shown = f"the newest {len(history.runs)} of {history.found} runs"
    shown = shown if history.found > len(history.runs) else counted(history.found, "run")
    paper.line((f"{shown}; one whole: onetake runs {_short(history.runs[0])}", "dim"))
    return paper.kept()


def runs_json(history: History) -> str:
    """Return past runs as JSON: `{"schema": 1, "found", "runs": [...], "journeys": [...]}`."""
    document = {
        "schema": 1,
        "found": history.found,
        "runs": [_run_document(run) for run in history.runs],
        "journeys": [_trend_document(trend) for trend in history.trends],
    }
    return _dumped(document)


def run_json(run: RunResult) -> str:
    """Return one run as JSON: `{"schema": 1, "run": …}`, as `onetake test --json` holds it."""
    return _dumped({"schema": 1, "run": run_document(run)})


def _print_trends(paper: Paper, trends: Sequence[Trend]) -> None:
    """Print each journey's newest verdicts, the last one at the right, and its pass rate."""
    if len(trends) > 1:
        paper.put(*paper.aligned(map(_trend_row, trends), firm=(2, 3, 4), right=(3, 4)))
        return
    for trend in trends:
        paper.line((trend.journey, "bold"), (f" in {trend.environment}", "dim"))
        paper.line(*_signs(trend.verdicts), indent=2)
        paper.line(_rate(trend.counts), indent=2)


def _trend_row(trend: Trend) -> list[Part]:
    passed, walked = _counts(trend.counts)
    low, high = wilson(passed, walked)
    between = f"{low * 100:.0f}–{high * 100:.0f} %" if walked else ""
    newest = "".join(SIGNS[verdict] for verdict in trend.verdicts[-_FEW:])
    style = STYLES[trend.verdicts[-1]] if trend.verdicts else ""
    return [
        (trend.journey, "bold"), (trend.environment, "dim"), (newest.rjust(_FEW), style),
        f"{passed} of {walked}", (between, "dim"),
    ]  # fmt: skip


def _signs(verdicts: Sequence[Verdict]) -> list[Part]:
    return [(SIGNS[verdict], STYLES[verdict]) for verdict in verdicts]


def _rate(counts: Mapping[Verdict, int]) -> str:
    """Return how often it passed and between which rates that lies, with 95 % confidence."""
    passed, walked = _counts(counts)
    if not walked:
        return "no run could be judged"
    low, high = wilson(passed, walked)
    text = f"{passed} of {walked} passed: between {low * 100:.0f} % and {high * 100:.0f} %"
    for verdict, word in ((Verdict.DEGRADED, "of them degraded"), (Verdict.UNKNOWN, "not told")):
        text += f", {counts[verdict]} {word}" if counts.get(verdict) else ""
    return text


def _counts(counts: Mapping[Verdict, int]) -> tuple[int, int]:
    """Return how many passed of how many that could be judged."""
    walked = sum(counts.get(verdict, 0) for verdict in _CLEAR)
    return walked - counts.get(Verdict.FAILED, 0), walked


def _print_runs(paper: Paper, runs: Sequence[RunRow]) -> None:
    """Print a line per run; with several journeys, why one did not pass has a line of its own."""
    columns: dict[str, list[Part]] = {
        "when (UTC)": [_when(run) for run in runs],
        "journey": [run.journey for run in runs],
        "where": [run.environment for run in runs],
        "as": [_who(run) for run in runs],
        "verdict": [signed(run.verdict) for run in runs],
        "took": [duration_text(run.ms) for run in runs],
        "run": [(_short(run), "dim") for run in runs],
        "why": [*map(_why, runs)],
    }
    several = len(set(columns["journey"])) > 1
    dropped = [name for name in ("journey", "where") if len(set(columns[name])) == 1]
    for name in [*dropped, *(["why"] if several or not any(map(_why, runs)) else [])]:
        del columns[name]
    names = list(columns)
    firm = [names.index(name) for name in ("when (UTC)", "verdict", "took", "run")]
    heads: list[Part] = [(name, "dim") for name in names]
    rows = [heads, *map(list, zip(*columns.values(), strict=True))]
    lines = paper.aligned(rows, right=firm[2:3], firm=firm)
    for run, line in zip((None, *runs), lines, strict=True):
        paper.put(line)
        if run and several and run.verdict is not Verdict.PASSED:
            paper.put(*paper.aligned([[(_why(run), "dim")]], indent=2))


def _when(run: RunRow) -> Part:
    return datetime.fromtimestamp(run.started / 1e6, UTC).strftime("%d %b %H:%M:%S"), "dim"


def _who(run: RunRow) -> Part:
    row = f" row {run.row}" if run.row is not None else ""
    return f"{run.persona or '–'}{row}"


def _why(run: RunRow) -> str:
    """Return a run's reason, cut: it stands at the end of a line."""
    draft = "(draft) " if run.draft else ""
    return f"{draft}{run.reason}"[:_REASON]


def _short(run: RunRow) -> str:
    return str(run.id)[-8:]


def _run_document(run: RunRow) -> dict[str, object]:
    started = datetime.fromtimestamp(run.started / 1e6, UTC)
    return {
        "id": run.id,
        "invocation": run.invocation,
        "journey": run.journey,
        "persona": run.persona,
        "row": run.row,
        "environment": run.environment,
        "verdict": run.verdict,
        "reason": run.reason,
        "rule": run.rule,
        "started": started.isoformat(timespec="milliseconds"),
        "ms": round(run.ms, 3),
        "try": run.try_number,
        "draft": bool(run.draft),
        "commit": run.commit,
    }


def _trend_document(trend: Trend) -> dict[str, object]:
    passed, walked = _counts(trend.counts)
    low, high = wilson(passed, walked)
    return {
        "journey": trend.journey,
        "environment": trend.environment,
        "passed": passed,
        "walked": walked,
        "low": low,
        "high": high,
        "verdicts": {verdict.value: count for verdict, count in trend.counts.items()},
        "newest": list(trend.verdicts),
    }


def _dumped(document: dict[str, object]) -> str:
    return orjson.dumps(unicode_tree(document), option=orjson.OPT_INDENT_2).decode()
