"""Sealing: whole days of the chain's rows go from the database into files, and stay in the chain.

A file is written beside its place and put on the disk. Then, in one transaction beside which nobody
writes, it is read back and compared, moved to its place, a row of `seals` is chained, and the rows
are deleted. Killed at any moment, the rows are in the database, or in the file, never in both.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest, sha256
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from onetake.errors import CouldNotTell, LedgerTampered
from onetake.ledger import sealed_file
from onetake.ledger.beside import BESIDE, SEALABLE
from onetake.ledger.codec import Codec, codecs, mark
from onetake.ledger.ledger import Ledger, prepare
from onetake.ledger.private import begin
from onetake.ledger.queue import turn
from onetake.ledger.sealed import FOLDER, file_of
from onetake.ledger.statements import EVERY, TABLES
from onetake.words.decided import SealRow
from onetake.words.ids import uuid7

_SEALS, _SEALED, _SEALING = TABLES["seals"], BESIDE["sealed"], BESIDE["sealing"]
_AT_ONCE = 5_000
_PATIENCE = 60.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Written:
    """What a file was written with: rows between two numbers, and a digest over all of them."""

    rows: int
    first: int
    last: int
    digest: bytes


def seal(ledger: Ledger, until: str = "9999-12-31") -> Iterator[SealRow]:
    """Seal every UTC day (YYYY-MM-DD) that is over, up to `until`; yield each file's row.

    Raises CouldNotTell when a file cannot be written or the server's day is not over,
    LedgerTampered when a day's rows are none, LedgerBusy while another process of this machine
    seals, LedgerUnusable.
    """
    folder = ledger.home / FOLDER
    with _writing(folder):
        _make(folder)
    last = min(until, _day(ledger.clock() - 86_400_000_000))
    with turn(folder / "any", _PATIENCE):
        for table in SEALABLE:
            while (day := _oldest(ledger, table)) and day <= last:
                if row := _seal(ledger, codecs()[table], day):
                    yield row


def _day(moment: int) -> str:
    """Return the UTC day of a moment (µs since 1970)."""
    return (_EPOCH + timedelta(microseconds=moment)).date().isoformat()


def end_of(day: str) -> int:
    """Return the moment (µs UTC since 1970) at which a UTC day is over."""
    return int(datetime.fromisoformat(f"{day}T00:00Z").timestamp() + 86_400) * 1_000_000


def _oldest(ledger: Ledger, table: str) -> str:
    """Return the day of the first row that is still in the database; empty when there is none."""
    rows = TABLES[table]
    with ledger.reading() as connection:
        found = connection.execute(select(rows.c.recorded).order_by(rows.c.seq).limit(1)).scalar()
    return "" if found is None else _day(found)


def _seal(ledger: Ledger, codec: Codec, day: str) -> SealRow | None:
    """Seal a table's rows of a day; return nothing when another machine did so meanwhile."""
    place = ledger.home / file_of(codec.table, day)
    part = place.with_name(f".{place.name}.part")
    with _writing(place), _removed(part):
        _make(place.parent)
        begin(part)
        written = _write(ledger, codec, end_of(day), part)
        digest = _sync(part)
        with ledger.writing() as connection:
            if not _still_there(connection, codec.table, written):
                return None
            _compare(connection, codec, part, written)
            part.replace(place)
            _sync(place.parent)
            row = SealRow(
                uuid7(), day, codec.table, file_of(codec.table, day), digest,
                written.rows, written.first, written.last, ledger.clock(),
            )  # fmt: skip
            _leave(ledger, connection, row)
    return row


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """Tell why a file cannot be written, or why what should be in it cannot."""
    try:
        yield
    except OSError as error:
        raise CouldNotTell(
            f"Sealed rows cannot be written to {place} ({error.strerror}).",
            hint="See that its disk has room and its folder may be written, then seal again; "
            "the rows are still in the ledger.",
        ) from error
    except (ValueError, TypeError) as error:
        raise LedgerTampered(
            f"The rows for {place} cannot be sealed ({str(error)[:200]}).",
            hint="Run `onetake ledger verify` to see every row that was changed.",
        ) from error


@contextmanager
def _removed(part: Path) -> Iterator[None]:
    """Leave no unfinished file."""
    try:
        yield
    finally:
        part.unlink(missing_ok=True)


def _write(ledger: Ledger, codec: Codec, end: int, part: Path) -> _Written:
    """Write the first rows of a table, up to a moment, to a file."""
    tally = _Tally(codec)
    with ledger.reading() as connection:
        rows = connection.execute(EVERY[codec.table], execution_options={"yield_per": _AT_ONCE})
        found = takewhile(lambda row: row.recorded < end, rows)
        sealed_file.write(part, codec, map(tally.count, _batches(found)))
    return tally.written()


class _Tally:
    """Counts rows that pass, and makes one digest over all of them."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._sha = sha256()
        self._rows = self._first = self._last = 0
        self.digests: list[bytes] = []

    def count(self, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Take some rows as they are stored, and give them back."""
        self.digests = [self._codec.digest(self._codec.plain(row[3:])) for row in rows]
        for (seq, recorded, chain, *_), digest in zip(rows, self.digests, strict=True):
            self._sha.update(b"%d %d %b%b" % (seq, recorded, chain, digest))
        self._first = self._first or rows[0][0]
        self._last = rows[-1][0]
        self._rows += len(rows)
        return rows

    def written(self) -> _Written:
        """Return what passed."""
        return _Written(self._rows, self._first, self._last, self._sha.digest())


def _still_there(connection: Connection, table: str, written: _Written) -> bool:
    """Return whether there were any, and the database still has them: nobody else sealed them."""
    if not written.rows:
        return False
    seq = TABLES[table].c.seq
    query = select(func.count()).where(seq >= written.first, seq <= written.last)
    return connection.execute(query).scalar_one() == written.rows


def _compare(connection: Connection, codec: Codec, part: Path, written: _Written) -> None:
    """Read a file back, and note its ids, so that none of its rows is taken in again."""
    tally, place = _Tally(codec), codec.names.index("id") + 3
    for rows in _batches(sealed_file.read(part, codec, 0, written.last)):
        tally.count(rows)
        ids = [
            {"name": codec.table, "id": row[place], "mark": mark(digest)}
            for row, digest in zip(rows, tally.digests, strict=True)
        ]
        connection.execute(insert(_SEALED), ids)
    if tally.written() != written:
        raise OSError(0, "what was read back is not what was written")


def _leave(ledger: Ledger, connection: Connection, row: SealRow) -> None:
    """Chain the seal, and delete the rows it tells of, in the transaction of the caller."""
    ledger.commit(prepare([row]), connection)
    recorded = connection.execute(
        select(_SEALS.c.recorded).where(_SEALS.c.id == str(row.id))
    ).scalar_one()
    if recorded < end_of(row.day):
        raise CouldNotTell(
            f"{row.day} is not over by the clock of the ledger's server.",
            hint="Seal again later; the rows are still in the ledger.",
        )
    seq = TABLES[row.sealed].c.seq
    connection.execute(insert(_SEALING), {"token": str(row.id)})
    connection.execute(delete(TABLES[row.sealed]).where(seq >= row.first, seq <= row.last))
    connection.execute(delete(_SEALING))


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    several = iter(rows)
    while some := list(islice(several, _AT_ONCE)):
        yield some


def _make(folder: Path) -> None:
    """Make a folder that only its owner may read, safe on the disk, and those above it."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(path: Path) -> str:
    """Make a file, or a folder's list of files, safe on the disk; return the file's sha256."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        if path.is_dir():
            return ""
        with open(handle, "rb", closefd=False) as file:
            return file_digest(file, "sha256").hexdigest()
    finally:
        os.close(handle)
