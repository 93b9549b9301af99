"""The ledger's tables in a database: making them, guarding them, and bringing them up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Connection, Index, LargeBinary, MetaData, Table
from sqlalchemy.schema import CreateColumn

from onetake.ledger import beside
from onetake.ledger.columns import LONG, column_of
from onetake.ledger.migrations import STEPS, Step
from onetake.ledger.texts import adopt

_REFUSAL = "the ledger is append-only: rows of {table} are never {done}"


def upgrade(connection: Connection, done: int, steps: Sequence[Step] = STEPS) -> None:
    """Apply the steps after the first `done` ones, in the caller's transaction."""
    for step in steps[done:]:
        for table in tables(step):
            table.create(connection)
            for guard in guards(table.name):
                connection.exec_driver_sql(guard)
        for name, columns in step.columns.items():
            for text in columns.split(","):
                _add(connection, name, column_of(text))
        for table in beside.tables(step, MetaData()):
            table.create(connection)
            for guard in beside.guards(table.name):
                connection.exec_driver_sql(guard)
        if "exhibits" in step.beside:
            adopt(connection)


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


def guards(table: str) -> Iterator[str]:
    """Yield the SQLite triggers that refuse to change, delete or replace a row of the table.

    REPLACE deletes without telling the DELETE trigger unless the connection asks for it
    (`recursive_triggers`), so a third trigger refuses the insert that would replace.
    """
    for verb, done in (("UPDATE", "changed"), ("DELETE", "deleted")):
        yield (
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL.format(table=table, done=done)}'); END"
        )
    yield (
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE seq = NEW.seq) "
        f"OR EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL.format(table=table, done='replaced')}'); END"
    )


def unguarded(connection: Connection, steps: Sequence[Step] = STEPS) -> list[str]:
    """Return the tables whose guards are missing or are not what they should be."""
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    there = set(found.scalars())
    named = {name: guards(name) for step in steps for name in step.tables}
    named |= {name: beside.guards(name) for step in steps for name in step.beside}
    return [name for name, wanted in named.items() if not there.issuperset(wanted)]
