"""What somebody can do who has the database in hand, without any setting of Onetake's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

Refused = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation)
"""What a database raises when its guards refuse a change."""


@contextmanager
def connected(place: Path | str) -> Iterator[Any]:
    """Give a plain connection to a ledger; what its `execute` does is done at once."""
    if isinstance(place, Path):
        connection: Any = sqlite3.connect(place, isolation_level=None)
    else:
        connection = psycopg.connect(place, autocommit=True)
        connection.execute("SET search_path = onetake")
        connection.adapters.register_loader("uuid", psycopg.types.string.TextLoader)
    try:
        yield connection
    finally:
        connection.close()


def look(place: Path | str, query: str) -> list[tuple]:
    """Return the rows of a query."""
    with connected(place) as connection:
        return connection.execute(query).fetchall()


def tamper(place: Path | str, *statements: str) -> None:
    """Take the guards away, do something, and put them back as they were."""
    with connected(place) as connection:
        if isinstance(place, Path):
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = connection.execute(query).fetchall()
            away = [f"DROP TRIGGER {name}" for name, _ in triggers]
            back = [sql for _, sql in triggers]
        else:
            query = (
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
                "WHERE tgname LIKE 'refuse%' AND tgrelid::regclass::text NOT LIKE '%.%'"
            )
            guards = connection.execute(query).fetchall()
            away = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards]
            back = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards]
        for statement in (*away, *statements, *back):
            connection.execute(statement)
