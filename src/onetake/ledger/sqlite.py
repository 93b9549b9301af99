"""A ledger in an SQLite file, shared by any number of threads and processes of one machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import sqlite as dialect

from onetake.ledger import sqlite_guards
from onetake.ledger.chain import Head, link
from onetake.ledger.codec import Draft, codecs, mark
from onetake.ledger.migrations import STEPS, Step
from onetake.ledger.queue import turn
from onetake.ledger.sqlite_file import open_engine
from onetake.ledger.statements import HEAD, TABLES
from onetake.ledger.store import Put
from onetake.ledger.troubles import told


def _sql(statement) -> str:
    """Return a statement as the driver takes it, compiled once."""
    made = statement.compile(dialect=dialect.dialect(), compile_kwargs={"literal_binds": True})
    return str(made)


_HEAD = _sql(HEAD)
_INSERTS = {
    name: str(insert(rows).compile(dialect=dialect.dialect())) for name, rows in TABLES.items()
}
_KNOWN = {
    name: _sql(select(*list(rows.c)[3:])) + "\nWHERE id IN (SELECT value FROM json_each(?))"
    for name, rows in TABLES.items()
}
_ANY_SEALED = "SELECT 1 FROM sealed LIMIT 1"
_SEALED = "SELECT id, mark FROM sealed WHERE name = ? AND id IN (SELECT value FROM json_each(?))"


class Sqlite:
    """The store in an SQLite file; made and brought up to date when `writable`.

    `clock` gives µs UTC since 1970; a commit waits up to `patience` seconds for others.
    """

    def __init__(
        self,
        path: Path,
        *,
        writable: bool,
        patience: float,
        clock: Callable[[], int],
        steps: Sequence[Step] = STEPS,
    ) -> None:
        self.place = str(path)
        self.address = path
        self._clock = clock
        self._steps = steps
        self._patience = patience
        self._thread = threading.Lock()
        self._engine = open_engine(path, writable=writable, patience=patience, steps=steps)

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment."""
        with told(self.address), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, whole: bool = True) -> Iterator[Connection]:
        """Give a connection whose transaction holds the right to write from its start."""
        with self._thread, turn(self.address, self._patience), told(self.address):
            connection = self._engine.connect().execution_options(begin="IMMEDIATE")
            with connection, connection.begin():
                yield connection

    def put(self, connection: Connection, drafts: Sequence[Draft]) -> Put:
        """Append drafts, whose ids differ, in the transaction of `writing`."""
        digests = _digests(connection, drafts)
        known = {
            place: digests[draft.table, draft.id] == draft.digest
            for place, draft in enumerate(drafts)
            if (draft.table, draft.id) in digests
        }
        known |= _in_files(connection, drafts)
        seq, chain, last = connection.exec_driver_sql(_HEAD).first() or (*_nothing(), 0)
        now = self._clock()
        recorded = max(now, last)
        batches: dict[str, list[tuple]] = {}
        for place, draft in enumerate(drafts):
            if place not in known:
                seq, chain = seq + 1, link(chain, recorded, draft.digest)
                batches.setdefault(draft.table, []).append((seq, recorded, chain, *draft.values))
        for name, batch in batches.items():
            connection.exec_driver_sql(_INSERTS[name], batch)
        same = frozenset(place for place, equal in known.items() if equal)
        return Put(Head(seq, chain), recorded, same, frozenset(known) - same, recorded - now)

    def unguarded(self, connection: Connection) -> list[str]:
        """Return the tables whose triggers are not as they were made."""
        return sqlite_guards.unguarded(connection, self._steps)


def _in_files(connection: Connection, drafts: Sequence[Draft]) -> dict[int, bool]:
    """Return the places of drafts whose id is in a sealed file, and whether with this content."""
    if not connection.exec_driver_sql(_ANY_SEALED).first():
        return {}
    wanted: dict[str, list[str]] = {}
    for draft in drafts:
        wanted.setdefault(draft.table, []).append(draft.id)
    marks = {
        (name, row.id): row.mark
        for name, ids in wanted.items()
        for row in connection.exec_driver_sql(_SEALED, (name, orjson.dumps(ids).decode()))
    }
    return {
        place: marks[draft.table, draft.id] == mark(draft.digest)
        for place, draft in enumerate(drafts)
        if (draft.table, draft.id) in marks
    }


def _nothing() -> tuple[int, bytes]:
    return Head().seq, Head().chain


def _digests(connection: Connection, drafts: Sequence[Draft]) -> dict[tuple[str, str], bytes]:
    """Return the digests of recorded rows that have the same ids as these drafts."""
    wanted: dict[str, list[str]] = {}
    for draft in drafts:
        wanted.setdefault(draft.table, []).append(draft.id)
    digests = {}
    for name, ids in wanted.items():
        codec = codecs()[name]
        for stored in connection.exec_driver_sql(_KNOWN[name], (orjson.dumps(ids).decode(),)):
            digests[name, stored.id] = codec.digest(codec.plain(stored))
    return digests
