"""The ledger's tables in a database: making them, and bringing them up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import Column, Connection, Index, LargeBinary, MetaData, Table
from sqlalchemy.schema import CreateColumn

from onetake.ledger import beside
from onetake.ledger.columns import LONG, column_of
from onetake.ledger.migrations import Step
from onetake.ledger.texts import adopt

Guards = Callable[[str], Iterable[str]]


def upgrade(connection: Connection, steps: Sequence[Step], guards: Guards) -> None:
    """Take these steps in the caller's transaction; `guards` gives what guards a new table."""
    for step in steps:
        _create(connection, tables(step), guards)
        for name, columns in step.columns.items():
            for text in columns.split(","):
                _add(connection, name, column_of(text))
        _create(connection, beside.tables(step, MetaData()), guards)
        if "exhibits" in step.beside:
            adopt(connection)
        if "sealing" in step.beside:
            for name in beside.SEALABLE:
                _guard_anew(connection, name, guards)


def _create(connection: Connection, fresh: Iterable[Table], guards: Guards) -> None:
    for table in fresh:
        table.create(connection)
        for guard in guards(table.name):
            connection.exec_driver_sql(guard)


def _guard_anew(connection: Connection, table: str, guards: Guards) -> None:
    """Put what guards a table now in the place of what guarded it before."""
    where = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    for statement in guards(table):
        if statement.startswith("CREATE TRIGGER"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {statement.split()[2]}{where}")
        connection.exec_driver_sql(statement)


def _add(connection: Connection, table: str, column: Column) -> None:
    """Add a column that may be empty to a table that is there."""
    declared = CreateColumn(column).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {declared}")


def tables(step: Step) -> Iterator[Table]:
    """Yield the tables a step brings, with their indexes."""
    for name, columns in step.tables.items():
        table = Table(
            name,
            MetaData(),
            Column("seq", LONG, primary_key=True, autoincrement=False),
            Column("recorded", LONG, nullable=False),
            Column("chain", LargeBinary(), nullable=False),
            *(column_of(text) for text in columns.split(",")),
            sqlite_strict=True,
        )
        for index in step.indexes:
            owner, _, column = index.partition(".")
            if owner == name:
                Index(f"{owner}_{column}", table.c[column])
        yield table
