"""Looks up past runs in the ledger: which fit a question, how often they passed, and one whole."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from onetake.errors import UsageWrong
from onetake.flows.place import place_of
from onetake.flows.report import evidence_folder, words_of
from onetake.flows.retold import reason_of, run_of
from onetake.ledger import history
from onetake.ledger.ledger import Ledger
from onetake.words.events import RunResult, Tries
from onetake.words.history import History, RunsWanted, Trend

_IDENTITY = re.compile(r"[0-9a-f]{6,}(-[0-9a-f]+)*|[0-9a-f-]{6,36}", re.IGNORECASE)
_TREND = 30
_TRENDS = 40


def past_runs(start: Path, place: Path | str | None, wanted: RunsWanted) -> History:
    """Return the runs that fit, newest first, and how their journeys have done.

    `place` is the ledger, if not the programme's own. Raises LedgerUnusable.
    """
    with _opened(start, place) as ledger:
        counts = history.tallies(ledger, replace(wanted, verdicts=()))
        found = tuple(history.runs(ledger, wanted))
        names = list(dict.fromkeys((run.journey, run.environment) for run in found))
        trends = []
        for journey, environment in names[:_TRENDS]:
            newest = replace(
                wanted, journeys=(journey,), environment=environment, verdicts=(), limit=_TREND
            )
            verdicts = [run.verdict for run in history.runs(ledger, newest)]
            tally = counts.get((journey, environment), {})
            trends.append(Trend(journey, environment, tuple(reversed(verdicts)), tally))
        words = words_of(ledger, found)
        told = tuple(replace(run, reason=reason_of(run, words)) for run in found)
        return History(told, history.count(ledger, wanted), tuple(trends))


def one_run(start: Path, place: Path | str | None, identity: str) -> tuple[RunResult, str] | None:
    """Return the run whose id begins or ends like this, and where its evidence lies.

    None when no run's does. Raises UsageWrong when it means several runs, LedgerUnusable.
    """
    if not _IDENTITY.fullmatch(identity):
        return None
    with _opened(start, place) as ledger:
        wanted = RunsWanted(identity=identity.lower(), limit=5)
        found = list(history.with_steps(ledger, history.runs(ledger, wanted)))
        if not found:
            return None
        if len(found) > 1:
            several = ", ".join(str(run.id) for run, _ in found)
            raise UsageWrong(f"{identity} means several runs: {several}", hint="write more of it")
        run, steps = found[0]
        tries = Tries(run.try_number, run.try_number)
        return run_of(run, steps, words_of(ledger, (run, *steps)), tries), evidence_folder(ledger)


def _opened(start: Path, place: Path | str | None) -> Ledger:
    return place_of(start, place).open(writable=False)
