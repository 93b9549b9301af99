"""Ledgers whose rows were recorded on several days, on each database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from anybody import connected
from ledger_rows import a_finding, a_judgement, a_run, a_step, an_invocation

from onetake.ledger import history, past
from onetake.ledger.ledger import Ledger
from onetake.ledger.postgres_append import CLOCK
from onetake.words.history import RunsWanted
from onetake.words.ids import uuid7
from onetake.words.rows import RunRow, StepRow

DAY = 86_400_000_000
NOON = 1_763_812_800_000_000
"""Noon of the 22nd of November 2025, in µs UTC."""
FIRST, SECOND, THIRD = "2025-11-22", "2025-11-23", "2025-11-24"


class Days:
    """A ledger at a place, its files in the folder `home`, which is opened at any moment."""

    def __init__(self, place: Path | str, home: Path) -> None:
        self.place = place
        self.home = home

    def open(self, moment: int = NOON + 3 * DAY) -> Ledger:
        """Open the ledger on this machine at a moment, in µs UTC; noon of the 25th if not told."""
        return Ledger.open(self.place, clock=lambda: moment, home=self.home)

    def record(self, *days: Iterable) -> None:
        """Append some rows on each of several days, the first on the 22nd of November 2025."""
        for number, rows in enumerate(days):
            with self.open(NOON + number * DAY) as ledger:
                self.turn(NOON + number * DAY)
                ledger.append(rows)
                self.turn()

    def turn(self, moment: int | None = None) -> None:
        """Let the server's clock stand at a moment, or go right again."""
        if isinstance(self.place, str):
            told = "CREATE OR REPLACE FUNCTION onetake.clock() RETURNS bigint LANGUAGE sql AS "
            with connected(self.place) as connection:
                connection.execute(CLOCK if moment is None else f"{told} 'SELECT {moment}'")


def a_story(number):
    """Return the rows of one command: a run with a step, a judgement, a finding, its end."""
    run, made = uuid7(), uuid7()
    at = NOON + number * DAY
    return [
        a_run(id=run, invocation=made, started=at, turns=number + 1),
        a_step(run=run, evidence=(), major=900.0, number=1),
        a_judgement(invocation=made, judged=at, passed=1, walked=1),
        a_finding(invocation=made),
        an_invocation(id=made, started=at, commit=f"c{number}"),
    ]


def told(ledger):
    """Return all that is read by key or by question."""
    found = list(history.runs(ledger, RunsWanted()))
    names = list(history.names(ledger, 9))
    of = found[-1].invocation
    return [
        found,
        names,
        history.tallies(ledger, RunsWanted(journeys=("cards/*",))),
        history.count(ledger, RunsWanted(since=NOON + DAY, persona="anna")),
        history.invocations(ledger, str(of)[-8:]),
        history.at_commit(ledger, "c0"),
        [history.before(ledger, name) for name in names],
        history.since(ledger, NOON + DAY // 2),
        history.latest(ledger),
        history.ending(ledger, of),
        list(history.findings(ledger, of)),
        list(history.story(ledger, of)),
        list(history.with_steps(ledger, found)),
        list(ledger.rows(StepRow)),
        list(ledger.rows(RunRow, invocation=of)),
        past.shares(ledger, "staging", NOON / 1e6 + 1e7),
        past.passes(ledger, "staging", NOON / 1e6 + 1e7),
        past.passed_runs(ledger, "staging", NOON / 1e6 + 1e7, [("cards/block", "anna", None)]),
        past.latest_runs(ledger, "staging", NOON / 1e6 + 1e7, ("cards/block", "anna", None)),
    ]
