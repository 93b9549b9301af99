"""A ledger only goes forward, and old rows still verify afterwards."""

import sqlite3
from uuid import UUID

import pytest
from ledger_rows import a_run
from sqlalchemy import create_engine, inspect

from onetake.errors import LedgerVersion
from onetake.ledger import sqlite
from onetake.ledger.beside import BESIDE
from onetake.ledger.chain import GENESIS, link
from onetake.ledger.codec import codecs
from onetake.ledger.ledger import Ledger
from onetake.ledger.migrations import STEPS, Step
from onetake.ledger.schema import upgrade
from onetake.words.rows import RunRow

MORE = (*STEPS, Step("Pulses", {"pulses": "id uuid, ms float?"}, ("pulses.ms",)))


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


def test_a_later_step_keeps_what_is_there(path):
    with Ledger.open(path) as ledger:
        head = ledger.append([a_run()]).head
    engine = sqlite.open_engine(path, writable=True, patience=1, steps=MORE)
    assert inspect(engine).get_indexes("pulses")[0]["column_names"] == ["ms"]
    engine.dispose()
    with pytest.raises(LedgerVersion):
        Ledger.open(path)
    again = Ledger(sqlite.open_engine(path, writable=True, patience=1, steps=MORE), path, True, int)
    assert again.verify(head).holds and again.append([a_run()]).last == 2
    again.close()


def test_an_older_ledger_is_brought_forward_by_whoever_may_write(path):
    Ledger.open(path).close()
    with pytest.raises(LedgerVersion, match="and this Onetake reads form"):
        sqlite.open_engine(path, writable=False, patience=1, steps=MORE)
    sqlite.open_engine(path, writable=True, patience=1, steps=MORE).dispose()
    sqlite.open_engine(path, writable=False, patience=1, steps=MORE).dispose()


def test_a_step_that_fails_leaves_the_ledger_as_it_was(path):
    with Ledger.open(path) as ledger:
        head = ledger.append([a_run()]).head
    broken = (*STEPS, Step("Twice", {"pulses": "id uuid", "runs": "id uuid"}))
    with pytest.raises(Exception, match="already exists"):
        sqlite.open_engine(path, writable=True, patience=1, steps=broken)
    with Ledger.open(path) as ledger:
        assert ledger.verify(head).holds


def test_upgrading_from_nothing_takes_every_step():
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection, 0, MORE)
        assert set(inspect(connection).get_table_names()) == {*codecs(), *BESIDE, "pulses"}


def test_a_ledger_of_the_first_form_keeps_its_rows_and_takes_new_ones(path):
    sqlite.open_engine(path, writable=True, patience=1, steps=STEPS[:1]).dispose()
    first = a_run(id=UUID("0193543a-0000-7000-8000-000000000009"))
    draft = codecs()["runs"].draft(first)
    names = [column.split()[0] for column in STEPS[0].tables["runs"].split(",")]
    values = dict(zip(codecs()["runs"].names, draft.values, strict=True))
    columns = [f'"{name}"' for name in names]
    recorded = 1_763_848_800_000_001
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"INSERT INTO runs (seq, recorded, chain, {', '.join(columns)}) "
            f"VALUES (1, ?, ?, {', '.join('?' * len(names))})",
            (recorded, link(GENESIS, recorded, draft.digest), *(values[name] for name in names)),
        )
    with Ledger.open(path) as ledger:
        assert ledger.verify().holds
        assert list(ledger.rows(RunRow)) == [first]
        assert ledger.append([first]).ignored == 1
        ledger.append([a_run(goal="A card is blocked", row=3, draft=True)])
        assert ledger.verify().holds
