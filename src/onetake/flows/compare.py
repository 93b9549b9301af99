"""Compares two tests: commands of the ledger, commits, or files that tests wrote."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from onetake.errors import UsageWrong
from onetake.flows.report import evidence, report
from onetake.reports.changes import Changes, compare
from onetake.reports.compare_view import Side
from onetake.reports.keeping import Keeping
from onetake.reports.summary_file import Gathered, Summary
from onetake.reports.summary_json import read_any
from onetake.words.events import Event
from onetake.words.report import Outcome


@dataclass(frozen=True, slots=True)
class Compared:
    """Two tests side by side, and what changed from the first to the second."""

    base: Side
    head: Side
    changes: Changes


def compare_tests(start: Path, ledger: Path | str | None, base: str, head: str) -> Compared:
    """Return what changed between two tests.

    Each is a file that `onetake test --summary` or `--json` wrote, else what `report` takes.
    Raises UsageWrong for what is none of these, LedgerUnusable.
    """
    older, newer = (_side(start, ledger, name) for name in (base, head))
    changes = compare(older.summary.journeys, newer.summary.journeys, whole=False)
    return Compared(older, newer, changes)


def _side(start: Path, ledger: Path | str | None, name: str) -> Side:
    file, kept = Path(name), Keeping()
    if file.is_file():
        try:
            return Side(name, read_any(file.read_bytes(), kept.take), kept.judged)
        except ValueError as error:
            raise UsageWrong(f"{file}: {error}", hint="onetake test --summary FILE") from None
    stood = _Stood(kept)
    report(start, ledger, name, [stood])
    folder = kept.plan.evidence
    return Side(name, stood.summary(), kept.judged, partial(evidence, folder), folder)


class _Stood:
    """Takes a test as a report does, and keeps how each journey stood."""

    def __init__(self, kept: Keeping) -> None:
        self._gathered = Gathered()
        self._kept = kept
        self._programme = ""
        self._outcome: Outcome | None = None

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        self._gathered.take(event)
        self._kept.take(event)

    def finish(self, outcome: Outcome) -> None:
        """Note what it came to."""
        self._outcome = outcome

    def summary(self) -> Summary:
        """Return how it stood."""
        assert self._outcome is not None, "a report is finished"
        planned = self._gathered.planned
        return Summary(
            self._programme,
            self._outcome.environment,
            self._outcome.verdict,
            tuple(self._gathered.standings),
            commit=planned.commit,
            started=planned.started,
            ms=self._outcome.ms,
            interrupted=self._outcome.interrupted,
        )
