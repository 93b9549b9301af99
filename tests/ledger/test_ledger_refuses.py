"""The database itself refuses to change what is recorded, whoever asks."""

import sqlite3

import pytest
from ledger_rows import one_of_each

from onetake.ledger.ledger import Ledger
from onetake.words.rows import ROWS


@pytest.fixture
def anybody(path):
    """Yield a plain connection, without any setting of ours, to a ledger with a row per table."""
    with Ledger.open(path) as ledger:
        ledger.append(one_of_each())
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def contents(connection, table):
    return connection.execute(f"SELECT * FROM {table}").fetchall()


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(
    ("statement", "done"),
    [
        ("UPDATE {table} SET retention = 'for ever'", "changed"),
        ("UPDATE OR REPLACE {table} SET seq = 9", "changed"),
        ("DELETE FROM {table}", "deleted"),
        ("REPLACE INTO {table} SELECT * FROM {table}", "replaced"),
        ("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", "replaced"),
        (
            "INSERT INTO {table} SELECT * FROM {table} WHERE 1 ON CONFLICT DO UPDATE SET seq = 9",
            "replaced",
        ),
    ],
)
def test_changes_are_refused_in_every_table(anybody, table, statement, done):
    before = contents(anybody, table)
    with pytest.raises(sqlite3.IntegrityError, match=f"rows of {table} are never {done}"):
        anybody.execute(statement.format(table=table))
    assert contents(anybody, table) == before


@pytest.mark.parametrize("same", ["seq", "id"])
def test_one_taken_key_is_enough_to_refuse_a_replacement(anybody, same):
    anybody.execute("CREATE TEMP TABLE other AS SELECT * FROM runs")
    anybody.execute("UPDATE other SET journey = 'x'")
    key, value = ("id", "'another'") if same == "seq" else ("seq", "99")
    anybody.execute(f"UPDATE other SET {key} = {value}")
    with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
        anybody.execute("REPLACE INTO runs SELECT * FROM other")
