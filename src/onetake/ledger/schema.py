"""The ledger's tables in a database: making them, guarding them, and bringing them up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.schema import CreateColumn

from onetake.ledger.migrations import STEPS, Step

_LONG = BigInteger().with_variant(Integer(), "sqlite")
_COLUMNS: dict[str, Any] = {
    "uuid": Uuid().with_variant(Text(), "sqlite"),
    "text": Text(),
    "int": _LONG,
    "float": Double().with_variant(REAL(), "sqlite"),
    "bool": Boolean().with_variant(Integer(), "sqlite"),
    "texts": Text(),
}
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
                _add(connection, name, _column(text))


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
            Column("seq", _LONG, primary_key=True, autoincrement=False),
            Column("recorded", _LONG, nullable=False),
            Column("chain", LargeBinary(), nullable=False),
            *(_column(text) for text in columns.split(",")),
            sqlite_strict=True,
        )
        for index in step.indexes:
            owner, _, column = index.partition(".")
            if owner == name:
                Index(f"{owner}_{column}", table.c[column])
        yield table


def _column(text: str) -> Column:
    """Return the column of `name kind` or `name kind?`; `id` is unique in its table."""
    name, kind = text.split()
    bare = kind.removesuffix("?")
    return Column(name, _COLUMNS[bare], nullable=bare != kind, unique=name == "id")


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
    named = (name for step in steps for name in step.tables)
    return [name for name in named if not there.issuperset(guards(name))]
