"""The ledger's rows as tables: every kind of value, on each database, the newest line of a key."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import a_run, decided, from_outside, one_of_each

from onetake.analysis import opened
from onetake.errors import QuestionRefused
from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7
from onetake.words.tables import ROWS


def test_every_table_and_column_can_be_asked_for(ledger):
    rows = one_of_each()
    ledger.append(rows)
    with opened(ledger) as facts:
        for row in rows:
            names = [field.name for field in fields(row)]
            columns = ", ".join(f'"{name}"' for name in names)
            [found] = facts.select(f'SELECT {columns} FROM "{row.table}"')
            for name, value in zip(names, found, strict=True):
                told = getattr(row, name)
                if isinstance(told, tuple):
                    assert value.startswith("[")
                elif name == "id":
                    assert value == str(told)
                elif isinstance(told, bool | float | int) or told is None:
                    assert value == told and type(value) is type(told)


def test_rows_are_counted_over_batches(ledger, monkeypatch):
    monkeypatch.setattr("onetake.ledger.sealed_sql._AT_ONCE", 3)
    ledger.append([a_run(ms=float(number)) for number in range(10)])
    with opened(ledger) as facts:
        assert facts.select("SELECT count(*), sum(ms), max(seq) FROM runs") == [(10, 45.0, 10)]


def test_of_rows_from_outside_the_newest_line_of_a_key_counts(ledger):
    survey, contact, *_ = from_outside()
    ledger.append([survey, contact])
    ledger.append([
        replace(survey, id=uuid7(), score=1.0), replace(survey, id=uuid7(), source="other"),
    ])  # fmt: skip
    with opened(ledger) as facts:
        found = facts.select("SELECT source, score FROM surveys ORDER BY source")
    assert found == [("formbricks", 1.0), ("other", 4.0)]


@pytest.mark.parametrize("table", ["surveys", "contacts", "deployments", "incidents"])
def test_a_line_that_was_imported_again_counts_once_in_every_table(ledger, table):
    """Whatever comes from outside may come again, corrected; the newest line counts."""
    row = next(row for row in from_outside() if row.table == table)
    ledger.append([row])
    ledger.append([replace(row, id=uuid7(), environment="newest")])
    with opened(ledger) as facts:
        assert facts.select(f"SELECT environment FROM {table}") == [("newest",)]


def test_questions_of_one_form_are_lines_of_their_own(ledger):
    """A form's key comes with each of its questions."""
    survey, *_ = from_outside()
    ledger.append([replace(survey, id=uuid7(), item=item) for item in ("1", "2", "2")])
    ledger.append([replace(survey, id=uuid7(), item="2", kind="other")])
    with opened(ledger) as facts:
        found = facts.select("SELECT kind, item FROM surveys ORDER BY kind, item")
    assert sorted(found) == sorted([(survey.kind, "1"), (survey.kind, "2"), ("other", "2")])


def test_what_is_kept_of_a_query_has_every_column_that_was_ever_asked_for(ledger):
    """A later question's columns come beside those of the one before."""
    ledger.append([a_run(journey="pay", turns=3)])
    with opened(ledger) as facts:
        for asked in ("journey", "turns > 2"):
            table = facts.kept("some", "SELECT * FROM runs", asked)
        assert facts.select(f"SELECT journey, turns FROM {table}") == [("pay", 3)]


def test_values_of_a_question_are_never_part_of_its_sql(ledger):
    ledger.append([a_run(journey="it's; DROP TABLE runs")])
    with opened(ledger) as facts:
        sql = "SELECT count(*) FROM runs WHERE journey = $name"
        assert facts.select(sql, name="it's; DROP TABLE runs") == [(1,)]
        assert facts.select(sql, name="else") == [(0,)]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT nothing FROM runs", "nothing"),
        ("SELEC 1", "SELEC"),
        ("SELECT * FROM unheard", "unheard"),
    ],
)
def test_what_cannot_be_asked_is_told(ledger, sql, why):
    with opened(ledger) as facts, pytest.raises(QuestionRefused, match=why):
        facts.select(sql)


def test_a_ledger_without_rows_has_all_its_tables(ledger):
    with opened(ledger) as facts:
        assert all(facts.select(f'SELECT count(*) FROM "{name}"') == [(0,)] for name in ROWS)


@given(st.lists(st.sampled_from(range(5)), max_size=30))
def test_what_is_appended_is_what_is_found(tmp_path_factory, numbers):
    with Ledger.open(tmp_path_factory.mktemp("facts") / "ledger.db") as kept:
        kept.append([replace(decided()[0], id=uuid7(), n=number) for number in numbers])
        with opened(kept) as facts:
            found = facts.select("SELECT n FROM measurements ORDER BY seq")
    assert [n for (n,) in found] == numbers
