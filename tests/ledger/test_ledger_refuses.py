"""The database itself refuses to change what is recorded, whoever asks."""

import sqlite3

import psycopg
import pytest
from anybody import Refused, connected
from ledger_rows import one_of_each

from onetake.ledger.ledger import Ledger
from onetake.words.tables import ROWS


@pytest.fixture
def somebody(ledger, place):
    """Yield a plain connection, without any setting of ours, to a ledger with a row per table."""
    ledger.append(one_of_each())
    with connected(place) as connection:
        yield connection


@pytest.fixture
def anybody(path):
    """Yield a plain connection to such a ledger in a file."""
    with Ledger.open(path) as ledger:
        ledger.append(one_of_each())
    with connected(path) as connection:
        yield connection


@pytest.fixture
def guest(database):
    """Yield a plain connection of the owner of such a ledger in PostgreSQL."""
    with Ledger.open(database) as ledger:
        ledger.append(one_of_each())
    with connected(database) as connection:
        yield connection


def contents(connection, table):
    return connection.execute(f"SELECT * FROM {table} ORDER BY seq").fetchall()


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(
    ("statement", "done"),
    [
        ("UPDATE {table} SET retention = 'for ever'", "changed"),
        ("UPDATE {table} SET retention = 'for ever' WHERE seq = 0 OR seq > 0", "changed"),
        ("DELETE FROM {table}", "deleted"),
    ],
)
def test_changes_are_refused_in_every_table_of_every_database(somebody, table, statement, done):
    before = contents(somebody, table)
    with pytest.raises(Refused, match=f"rows of {table} are never {done}"):
        somebody.execute(statement.format(table=table))
    assert contents(somebody, table) == before


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(
    ("statement", "done"),
    [
        ("TRUNCATE {table}", "deleted"),
        ("TRUNCATE {table} CASCADE", "deleted"),
        ("UPDATE {table} SET seq = 9 WHERE false", "changed"),
        (
            "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET seq = 9",
            "changed",
        ),
        (
            "MERGE INTO {table} AS t USING {table} AS s ON t.id = s.id WHEN MATCHED THEN DELETE",
            "deleted",
        ),
        ("WITH gone AS (DELETE FROM {table} RETURNING *) SELECT * FROM gone", "deleted"),
    ],
)
def test_postgresql_refuses_changes_of_its_owner_too(guest, table, statement, done):
    before = contents(guest, table)
    with pytest.raises(Refused, match=f"rows of {table} are never {done}"):
        guest.execute(statement.format(table=table))
    assert contents(guest, table) == before


def test_postgresql_refuses_changes_of_an_administrator_who_plays_a_replica(database, postgres):
    Ledger.open(database).close()
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(postgres.url(name, "postgres"), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        with pytest.raises(Refused, match="rows of runs are never deleted"):
            admin.execute("DELETE FROM onetake.runs")


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(
    ("statement", "done"),
    [
        ("UPDATE OR REPLACE {table} SET seq = 9", "changed"),
        ("REPLACE INTO {table} SELECT * FROM {table}", "replaced"),
        ("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", "replaced"),
        (
            "INSERT INTO {table} SELECT * FROM {table} WHERE 1 ON CONFLICT DO UPDATE SET seq = 9",
            "replaced",
        ),
    ],
)
def test_replacing_is_refused_in_every_table_of_a_file(anybody, table, statement, done):
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
