"""Compares two tests: commands of the ledger, commits, or files that tests wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onetake.errors import UsageWrong
from onetake.flows.report import report
from onetake.reports.changes import Changes, compare
from onetake.reports.summary_file import Gathered, Summary
from onetake.reports.summary_json import read_any
from onetake.words.events import Event
from onetake.words.report import Outcome


@dataclass(frozen=True, slots=True)
class Compared:
    """Two tests side by side: what each came to, and what changed from the first to the second."""

    base: Summary
    head: Summary
    changes: Changes


def compare_tests(start: Path, ledger: Path | str | None, base: str, head: str) -> Compared:
    """Return what changed between two tests.

    Each is a file that `onetake test --summary` or `--json` wrote, else what `report` takes.
    Raises UsageWrong for what is none of these, LedgerUnusable.
    """
    older, newer = (_summary(start, ledger, name) for name in (base, head))
    return Compared(older, newer, compare(older.journeys, newer.journeys, whole=False))


def _summary(start: Path, ledger: Path | str | None, name: str) -> Summary:
    file = Path(name)
    if file.is_file():
        try:
            return read_any(file.read_bytes())
        except ValueError as error:
            raise UsageWrong(f"{file}: {error}", hint="onetake test --summary FILE") from None
    stood = _Stood()
    report(start, ledger, name, [stood])
    return stood.summary()


class _Stood:
    """Takes a test as a report does, and keeps how each journey stood."""

    def __init__(self) -> None:
        self._gathered = Gathered()
        self._programme = ""
        self._outcome: Outcome | None = None

    def start(self, programme: str, environment: str) -> None:
        """Note whose programme it is."""
        self._programme = programme

    def event(self, event: Event) -> None:
        """Take an event."""
        self._gathered.take(event)

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
