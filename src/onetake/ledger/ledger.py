"""The ledger: rows go in once, stay as they are, and can be proved to be all there."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Select, func, select

from onetake.errors import LedgerReadOnly, OurBug
from onetake.ledger import append as appending
from onetake.ledger import sealed
from onetake.ledger import texts as keeping
from onetake.ledger import verify as verifying
from onetake.ledger.append import Receipt
from onetake.ledger.chain import Head
from onetake.ledger.codec import Codec, Draft, codecs
from onetake.ledger.entries import Entry, Record, entries, records
from onetake.ledger.parts import LARGE, verified
from onetake.ledger.patient import Patient
from onetake.ledger.postgres_address import is_address
from onetake.ledger.sealed_sql import AllDays
from onetake.ledger.statements import HEAD, TABLES
from onetake.ledger.store import Store
from onetake.ledger.stores import microseconds, open_store
from onetake.ledger.verify import Verified
from onetake.words.personal import Personal
from onetake.words.rows import Row

R = TypeVar("R", bound=Row)
_AT_ONCE = 1000


def prepare(rows: Iterable[Row | Personal]) -> list[Draft]:
    """Return rows as they will be stored; raises RowRefused for one that cannot be."""
    known = codecs()
    return [
        known[item.row.table].draft(item.row, item.people, item.texts)
        if isinstance(item, Personal)
        else known[item.table].draft(item)
        for item in rows
    ]


class Ledger:
    """The append-only record in an SQLite file, or in a PostgreSQL database that machines share.

    `place` names it in messages; what lies beside it on this machine is in the folder `home`.
    `patient` keeps rows waiting there while the database cannot take them; `all_days` looks at
    rows of sealed files, too, which `reading` does not.
    Every method raises LedgerUnusable, with the fix, when it cannot be read or written.
    """

    def __init__(self, store: Store, home: Path, *, writable: bool, clock: Callable[[], int]):
        self.place = store.place
        self.home = home
        self.clock = clock
        self.patient = Patient(store, home)
        self.all_days = AllDays(store, home)
        self._store = store
        self._writable = writable

    @classmethod
    def open(
        cls,
        place: Path | str,
        *,
        writable: bool = True,
        clock: Callable[[], int] = microseconds,
        patience: float = 60.0,
        home: Path | None = None,
        settle: bool = True,
    ) -> Ledger:
        """Open the ledger at a path or at `postgresql://USER@HOST/DATABASE`.

        A writable one is made, or brought up to date, if need be. `clock` gives µs UTC since 1970;
        rows in PostgreSQL carry its server's time. A commit waits up to `patience` s for others.
        `home` is the file's folder, or `.onetake` here, unless told otherwise. Rows that waited
        for it are delivered, unless `settle` is False.
        """
        store = open_store(place, writable=writable, patience=patience, clock=clock)
        beside = Path(".onetake") if is_address(place) else Path(place).parent
        ledger = cls(store, home or beside, writable=writable, clock=clock)
        if writable and settle:
            ledger.patient.settle()
        return ledger

    def close(self) -> None:
        """Close the database; what was appended is safe without it."""
        self.patient.close()
        self._store.close()

    def __enter__(self) -> Self:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the ledger."""
        self.close()

    def append(self, rows: Iterable[Row | Personal]) -> Receipt:
        """Append rows, with the texts they refer to, all or none; on return they are on the disk.

        A row that is there already is ignored. One whose id is taken by another content is not
        taken in; a finding is, and the receipt names it. While the database is away or held by
        another process for too long, rows wait on this disk, and the receipt says how many.
        """
        return self.commit(prepare(rows))

    def commit(self, drafts: Sequence[Draft], connection: Connection | None = None) -> Receipt:
        """Append rows that `prepare` made ready, in the transaction of `writing` if given one."""
        self._demand_writable()
        if connection:
            return appending.append_in(self._store, connection, drafts)
        return self.patient.append(drafts)

    def head(self) -> Head:
        """Return the chain's head."""
        with self.reading() as connection:
            found = connection.execute(HEAD).first()
            return Head(found.seq, bytes(found.chain)) if found else Head()

    def count(self, kind: type[Row] | None = None) -> int:
        """Return how many rows there are, of one kind or of all."""
        names = [kind.table] if kind else list(TABLES)
        with self.reading() as connection:
            files = sealed.parts(connection, self.home)
            counts = (select(func.count()).select_from(TABLES[name]) for name in names)
            hot = sum(connection.execute(query).scalar_one() for query in counts)
            return hot + sum(part.rows for part in files if part.table in names)

    def verify(self, remembered: Head | None = None) -> Verified:
        """Recompute every digest and the chain; name what is not as it was recorded."""
        with self.reading() as connection:
            unguarded = self._store.unguarded(connection)
            last = connection.execute(HEAD).first()
            files = sealed.parts(connection, self.home)
            damaged = {part: what for part in files if (what := part.damage())}
            if not last or last.seq < LARGE:
                whole = [part for part in files if part not in damaged]
                found = [verifying.check(records(connection, whole), Head(), remembered)]
        if last and last.seq >= LARGE:
            broken = [part.path for part in damaged]
            found = verified(self._store.address, self.home, last.seq, remembered, broken)
        return verifying.joined(found, remembered, unguarded, damaged)

    def rows(self, kind: type[R], **where: Any) -> Iterator[R]:
        """Yield the rows of one kind whose fields have these values, in recorded order."""
        codec, table = codecs()[kind.table], TABLES[kind.table]
        query = select(table).order_by(table.c.seq)
        for name, value in where.items():
            if name not in codec.names:
                near = difflib.get_close_matches(name, codec.names, 1)
                raise OurBug(
                    f"Rows of {kind.table} have no field {name}.",
                    hint=f"Did you mean {near[0]}?" if near else f"Known: {', '.join(codec.names)}",
                )
            query = query.where(table.c[name] == codec.stored(name, value))
        return self._rows(query, codec)

    def _rows(self, query: Select, codec: Codec) -> Iterator[Any]:
        with self.all_days.looking() as connection:
            for stored in connection.execution_options(yield_per=_AT_ONCE).execute(query):
                yield Record(stored[0], 0, codec, stored).row()

    def texts(self, references: Iterable[str]) -> dict[str, str]:
        """Return the words of references; those erased, expired or unknown are left out."""
        with self.reading() as connection:
            return keeping.read(connection, references)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the rows of all tables numbered above `after`, with number, time and chain."""
        with self.reading() as connection:
            yield from entries(connection, sealed.parts(connection, self.home), after)

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees the ledger as it is now, whatever is appended meanwhile."""
        return self._store.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection whose transaction holds the right to write; it ends with the block."""
        self._demand_writable()
        return self._store.writing()

    def _demand_writable(self) -> None:
        if not self._writable:
            raise LedgerReadOnly(
                f"The ledger {self.place} was opened to be read only.",
                hint="Open it with writable=True to append.",
            )
