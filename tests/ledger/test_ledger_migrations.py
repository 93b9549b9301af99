"""A ledger only goes forward, and old rows still verify afterwards."""

import time

import pytest
from ledger_rows import a_run
from sqlalchemy import inspect

from onetake.errors import LedgerVersion
from onetake.ledger.beside import BESIDE
from onetake.ledger.codec import codecs
from onetake.ledger.ledger import Ledger
from onetake.ledger.migrations import STEPS, Step
from onetake.ledger.postgres import Postgres
from onetake.ledger.sqlite import Sqlite

MORE = (*STEPS, Step("Tides", {"tides": "id uuid, ms float?"}, ("tides.ms",)))


def test_all_steps_together_make_the_columns_of_todays_rows():
    declared = {}
    for step in STEPS:
        for table, columns in step.tables.items():
            declared[table] = {tuple(column.split()) for column in columns.split(",")}
        for table, columns in step.columns.items():
            declared[table] |= {tuple(column.split()) for column in columns.split(",")}
    assert declared == {
        table: {(field.name, field.kind) for field in codec.fields}
        for table, codec in codecs().items()
    }


def store(place, steps=MORE, *, writable=True):
    """Open a ledger's database as a version of Onetake with these steps does."""
    if isinstance(place, str):
        return Postgres(place, writable=writable, patience=1, steps=steps)
    return Sqlite(place, writable=writable, patience=1, clock=time.time_ns, steps=steps)


def test_a_later_step_keeps_what_is_there(place, tmp_path):
    with Ledger.open(place) as ledger:
        head = ledger.append([a_run()]).head
    later = store(place)
    with later.reading() as connection:
        indexes = {index["name"]: index for index in inspect(connection).get_indexes("tides")}
        assert indexes["tides_ms"]["column_names"] == ["ms"]
        assert later.unguarded(connection) == []
    again = Ledger(later, tmp_path, writable=True, clock=time.time_ns)
    assert again.verify(head).holds and again.append([a_run()]).last == 2
    again.close()
    with pytest.raises(LedgerVersion, match="knows forms up to"):
        Ledger.open(place)


def test_an_older_ledger_is_brought_forward_by_whoever_may_write(place):
    Ledger.open(place).close()
    with pytest.raises(LedgerVersion, match="and this Onetake reads form"):
        store(place, writable=False)
    store(place).close()
    store(place, writable=False).close()


def test_a_step_that_fails_leaves_the_ledger_as_it_was(place):
    with Ledger.open(place) as ledger:
        head = ledger.append([a_run()]).head
    broken = (*STEPS, Step("Twice", {"tides": "id uuid", "runs": "id uuid"}))
    with pytest.raises(Exception, match="already exists"):
        store(place, broken)
    with Ledger.open(place) as ledger:
        assert ledger.verify(head).holds


def test_upgrading_from_nothing_takes_every_step(place):
    made = store(place)
    with made.reading() as connection:
        there = set(inspect(connection).get_table_names())
    assert there - {"forms"} == {*codecs(), *BESIDE, "tides"}
    made.close()
