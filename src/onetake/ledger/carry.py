"""Carrying a whole ledger from one database into another, as it is, number by number."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from onetake.ledger import postgres_guards, sqlite_guards
from onetake.ledger.beside import BESIDE
from onetake.ledger.statements import TABLES

_AT_ONCE = 1000
_SEAL = "erasing"


def carry(source: Connection, target: Connection) -> None:
    """Copy every row of every table into tables that are empty, in the callers' transactions."""
    for table in (*TABLES.values(), *BESIDE.values()):
        if table.name == _SEAL:
            continue
        found = source.execute(select(table), execution_options={"yield_per": _AT_ONCE})
        for some in found.mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in some])


def clear(connection: Connection) -> None:
    """Empty all tables, in the caller's transaction; what guards them stands again after it."""
    unguard, guard = _SWITCHES[connection.dialect.name]
    for name in (*TABLES, *BESIDE):
        for statement in unguard(name):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"DELETE FROM {name}")
        for statement in guard(name):
            connection.exec_driver_sql(statement)


def _without_triggers(table: str) -> Iterator[str]:
    for statement in sqlite_guards.guards(table):
        yield f"DROP TRIGGER IF EXISTS {statement.split()[2]}"


def _with_triggers_off(table: str) -> Iterator[str]:
    if any(postgres_guards.guards(table)):
        yield f"ALTER TABLE {table} DISABLE TRIGGER refuse"


def _with_triggers_on(table: str) -> Iterator[str]:
    if any(postgres_guards.guards(table)):
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER refuse"


_SWITCHES = {
    "sqlite": (_without_triggers, sqlite_guards.guards),
    "postgresql": (_with_triggers_off, _with_triggers_on),
}
