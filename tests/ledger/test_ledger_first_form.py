"""A ledger that the first release made goes forward, and keeps every row, digest and link.

`first_form.sql` is the dump of a file that the first release wrote. That release had no PostgreSQL;
there the same rows lie in the tables of the first step.
"""

import re
import sqlite3
from pathlib import Path

import pytest
from anybody import connected, look
from ledger_rows import a_run, one_of_each

from onetake.errors import LedgerVersion
from onetake.flows.retold import reason_of
from onetake.ledger.chain import Head
from onetake.ledger.codec import codecs
from onetake.ledger.ledger import Ledger
from onetake.ledger.migrations import STEPS
from onetake.ledger.postgres import Postgres
from onetake.words.rows import RunRow, StepRow
from onetake.words.verdict import Verdict

DUMP = Path(__file__).with_name("first_form.sql").read_text("utf-8")
HEAD = Head.parse(re.search(r"-- (\d+:[0-9a-f]{64})", DUMP)[1])


@pytest.fixture
def old(place):
    """Return the place of a ledger of the first form, on each database."""
    file = place if isinstance(place, Path) else Path(":memory:")
    with sqlite3.connect(file) as connection:
        connection.executescript(DUMP)
        if isinstance(place, str):
            Postgres(place, writable=True, patience=1, steps=STEPS[:1]).close()
            with connected(place) as there:
                for table in STEPS[0].tables:
                    copy(connection, there, table)
    return place


def copy(here, there, table):
    """Copy the rows of a table, as PostgreSQL has them."""
    found = here.execute(f"SELECT * FROM {table}")
    names = [name for name, *_ in found.description]
    truth = names.index("synthetic")
    for row in found.fetchall():
        values = [bool(value) if n == truth else value for n, value in enumerate(row)]
        columns, places = ", ".join(names), ", ".join(["%s"] * len(names))
        there.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)


def test_it_verifies_against_the_head_its_own_release_told(old):
    with Ledger.open(old) as ledger:
        verified = ledger.verify(HEAD)
        assert verified.holds, verified
        assert (verified.rows, verified.head) == (12, HEAD)


def test_its_rows_are_as_they_were_and_what_came_later_is_none(old):
    with Ledger.open(old) as ledger:
        runs, steps = list(ledger.rows(RunRow)), list(ledger.rows(StepRow))
    assert [run.persona for run in runs] == ["anna", "björn", "chloé", ""]
    assert (runs[0].ms, runs[0].cost, runs[3].messages) == (1e-7, 0.1 + 0.2, (1 << 63) - 1)
    assert (runs[3].verdict, runs[3].synthetic, runs[3].started) == (Verdict.UNKNOWN, False, -1)
    assert {(run.goal, run.row, run.draft) for run in runs} == {(None, None, None)}
    assert steps[1].seen == 'Grüß Gott \U0001f600 \u2028 \x7f "quoted" \\ \t'
    assert steps[1].ms is None
    assert {row.reason_text for row in (*runs, *steps)} == {None}
    told = [reason_of(step, {}) for step in steps]
    assert told == [step.reason for step in steps] and any(told)
    assert {(step.took, step.lane, step.said, step.heard) for step in steps} == {(None,) * 4}


def test_it_takes_rows_of_every_table_and_knows_its_own(old):
    with Ledger.open(old) as ledger:
        before = [entry.row for entry in ledger.entries()]
        assert ledger.append(before).ignored == 12
        ledger.append([*one_of_each(), a_run(goal="A card is blocked", row=3, draft=True)])
        assert ledger.count() == 12 + len(codecs()) + 1
        assert ledger.verify(HEAD).holds


def test_its_guards_stand_and_those_of_new_tables_too(old):
    with Ledger.open(old) as ledger, ledger.reading() as connection:
        assert ledger._store.unguarded(connection) == []


def test_its_evidence_is_listed_for_those_who_ask_to_be_forgotten(old):
    Ledger.open(old).close()
    names = look(old, "SELECT name FROM exhibits ORDER BY name")
    assert names == [("ab/abcdef.txt",)] * 3 + [("cd/cdef01.json",)] * 3


def test_who_only_reads_is_told_to_bring_it_forward(old):
    with pytest.raises(LedgerVersion, match="has form 1, and this Onetake reads"):
        Ledger.open(old, writable=False)
