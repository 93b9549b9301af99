"""Reading the ledger's rows of all tables one after the other, in the order they were recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from onetake.errors import LedgerTampered
from onetake.ledger.codec import Codec, codecs
from onetake.ledger.sealed import Part
from onetake.ledger.statements import EVERY, TABLES
from onetake.words.rows import REFERRING, Row

_STREAMED = {"yield_per": 1000}
_BEFORE_ALL, _AFTER_ALL = -1 << 63, (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A recorded row with its number, when it was recorded (µs UTC) and its chain value."""

    seq: int
    recorded: int
    chain: bytes
    row: Row


class Record(NamedTuple):
    """A row as the database holds it: `stored` begins with seq, recorded and chain."""

    seq: int
    order: int
    codec: Codec
    stored: Sequence[Any]

    def row(self) -> Row:
        """Return the row as it was given to the ledger; raises LedgerTampered when it is none."""
        with self._known():
            return self.codec.typed(self.codec.plain(self.stored[3:]))

    def references(self) -> dict[str, str]:
        """Return the fields that refer to texts, and their references."""
        given = dict(zip(self.codec.names, self.stored[3:], strict=True))
        return {name: given[name] for name in REFERRING if given.get(name)}

    def line(self, texts: Mapping[str, str] | None = None) -> bytes:
        """Return the record as a line of an export, with the texts it refers to, by field.

        Raises LedgerTampered when it is no row.
        """
        seq, recorded, chain, *stored = self.stored
        with self._known():
            line: dict[str, Any] = {
                "chain": chain.hex(),
                "recorded": recorded,
                "row": self.codec.content(self.codec.plain(stored)),
                "seq": seq,
                "table": self.codec.table,
            }
            if texts:
                line["texts"] = texts
            return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)

    @contextmanager
    def _known(self) -> Iterator[None]:
        """Tell which row it is that holds what no row holds."""
        try:
            yield
        except (TypeError, ValueError) as error:
            raise LedgerTampered(
                f"Row {self.seq} ({self.codec.table}) of the ledger cannot be read ({error}).",
                hint="Run `onetake ledger verify` to see every row that was changed.",
            ) from error


def records(
    connection: Connection,
    sealed: Sequence[Part],
    after: int = _BEFORE_ALL,
    until: int = _AFTER_ALL,
) -> Iterator[Record]:
    """Yield every row numbered above `after` up to `until`, by number, with few in memory.

    The rows of `sealed` files come with those of the database. Raises LedgerUnreadable for a file.

    Text that is no UTF-8, which only tampering brings, comes with surrogates in its place.
    """
    raw: Any = connection.connection.dbapi_connection
    streams = (
        chain(
            _sealed(sealed, _Stretch(order, codec, until), after),
            _stream(connection, raw, _Stretch(order, codec, until), after),
        )
        for order, codec in enumerate(codecs().values())
    )
    try:
        yield from merge(*streams)
    finally:
        if getattr(raw, "text_factory", str) is not str:
            raw.text_factory = str


def entries(connection: Connection, sealed: Sequence[Part], after: int = 0) -> Iterator[Entry]:
    """Yield every row numbered above `after` as it was given to the ledger."""
    for record in records(connection, sealed, after):
        seq, recorded, link = record.stored[:3]
        yield Entry(seq, recorded, link, record.row())


class _Stretch(NamedTuple):
    """What one stream reads: a table, with its place among them, up to a number."""

    order: int
    codec: Codec
    until: int


def _sealed(sealed: Sequence[Part], part: _Stretch, after: int) -> Iterator[Record]:
    """Yield the rows of one table that lie in files."""
    for file in sealed:
        if file.table == part.codec.table:
            for stored in file.stored(after, part.until):
                yield Record(stored[0], part.order, part.codec, stored)


def _stream(connection: Connection, raw: Any, part: _Stretch, after: int) -> Iterator[Record]:
    """Yield the rows of one table; on text that cannot be read, go on more tolerantly."""
    order, codec, until = part
    seq = TABLES[codec.table].c.seq
    while True:
        try:
            query = EVERY[codec.table].where(seq > after, seq <= until)
            for stored in connection.execute(query, execution_options=_STREAMED):
                after = stored[0]
                yield Record(after, order, codec, stored)
            return
        except OperationalError as error:
            if raw.text_factory is _tolerant or "decode" not in str(error.orig):
                raise
            raw.text_factory = _tolerant


def _tolerant(data: bytes) -> str:
    return data.decode(errors="surrogateescape")
