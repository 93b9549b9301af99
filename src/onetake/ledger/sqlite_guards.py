"""What refuses changes in an SQLite file, and whether it still stands as it was put up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from onetake.ledger import beside
from onetake.ledger.migrations import STEPS, Step

_REFUSAL = "the ledger is append-only: rows of {table} are never {done}"
_NOT_SEALED = (
    "WHEN NOT EXISTS (SELECT 1 FROM sealing JOIN seals ON seals.id = sealing.token "
    "WHERE seals.sealed = '{table}' AND OLD.seq BETWEEN seals.first AND seals.last "
    "AND date(OLD.recorded / 1000000, 'unixepoch') = seals.day) "
)


def guards(table: str) -> Iterator[str]:
    """Yield the triggers that refuse to change, delete or replace a row of the table.

    REPLACE deletes without telling the DELETE trigger unless the connection asks for it
    (`recursive_triggers`), so a third trigger refuses the insert that would replace.
    """
    if table in beside.BESIDE:
        yield from beside.guards(table)
        return
    admitted = _NOT_SEALED.format(table=table) if table in beside.SEALABLE else ""
    for verb, done, when in (("UPDATE", "changed", ""), ("DELETE", "deleted", admitted)):
        yield (
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} {when}"
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
    named = (name for step in steps for name in (*step.tables, *step.beside))
    return [name for name in named if not there.issuperset(guards(name))]
