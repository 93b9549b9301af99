"""Carrying a whole ledger from one database into another, as it is, number by number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection, insert, select

from onetake.ledger import postgres_guards, sqlite_guards
from onetake.ledger.beside import BESIDE
from onetake.ledger.sealed import Part
from onetake.ledger.statements import TABLES

_AT_ONCE = 1000
_LEFT = ("erasing", "sealing", "sealed")


def carry(source: Connection, target: Connection) -> None:
    """Copy every row of every table into tables that are empty, in the callers' transactions."""
    for table in (*TABLES.values(), *BESIDE.values()):
        if table.name in _LEFT:
            continue
        found = source.execute(select(table), execution_options={"yield_per": _AT_ONCE})
        for some in found.mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in some])


def take_back(target: Connection, files: Iterable[Part]) -> None:
    """Put the rows of sealed files into the tables they came from, in the caller's transaction."""
    for part in files:
        table = TABLES[part.table]
        rows = part.stored(0, part.last)
        while some := list(islice(rows, _AT_ONCE)):
            names = table.c.keys()
            target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in some])
    _empty(target, "sealed")


def clear(connection: Connection) -> None:
    """Empty all tables, in the caller's transaction; what guards them stands again after it."""
    for name in (*TABLES, *BESIDE):
        _empty(connection, name)


def _empty(connection: Connection, table: str) -> None:
    guards_down(connection, table)
    connection.exec_driver_sql(f"DELETE FROM {table}")
    _guards_up(connection, table)


def guards_down(connection: Connection, table: str) -> None:
    """Take down what guards a table, until the transaction puts it up again or fails."""
    if connection.dialect.name == "sqlite":
        for statement in sqlite_guards.guards(table):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")
    elif any(postgres_guards.guards(table)):
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _guards_up(connection: Connection, table: str) -> None:
    if connection.dialect.name == "sqlite":
        for statement in sqlite_guards.guards(table):
            connection.exec_driver_sql(statement)
    else:
        for statement in postgres_guards.guards(table):
            if statement.startswith("ALTER"):
                connection.exec_driver_sql(statement)
