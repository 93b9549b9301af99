"""A backup: one file that is itself a ledger, whichever database it was taken from.

It holds all tables as they were at one moment, whatever was appended meanwhile, the rows of sealed
files among them, so that it needs no other file; and, if wanted, the evidence in a table `files` of
its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from onetake.errors import CouldNotTell, EvidenceMissing
from onetake.ledger import sealed
from onetake.ledger.beside import BESIDE
from onetake.ledger.carry import carry, take_back
from onetake.ledger.chain import Head
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.private import begin

_EXHIBITS = BESIDE["exhibits"]
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written: how many rows, up to which head, how much evidence, into which file.

    `missing` counts evidence that should be there and was not.
    """

    rows: int
    head: Head
    path: Path
    evidence: int = 0
    missing: int = 0

    def __str__(self) -> str:
        """Return the result as a sentence."""
        told = f"Backed up to {self.path}, and read again: rows {self.rows}"
        told += f", evidence {self.evidence}" if self.evidence else ""
        told += f"; head {self.head}."
        return told + (f" Evidence that was not there: {self.missing}." if self.missing else "")


def backup(ledger: Ledger, path: Path, store: EvidenceStore | None = None) -> BackedUp:
    """Write a ledger to a file that only appears once it is whole and was verified.

    With a store its evidence goes in, too. Raises CouldNotTell when the file cannot be written,
    LedgerTampered when the ledger does not verify.
    """
    part = path.with_name(f".{path.name}.part")
    _refuse(ledger, path)
    with _written(path, part):
        begin(part)
        _copy(ledger, part)
        evidence = missing = 0
        if store:
            evidence, missing = _add_evidence(part, store)
        with closing(sqlite3.connect(part)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        with Ledger.open(part, writable=False) as copy:
            verified = copy.verify()
            verified.demand()
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    return BackedUp(verified.rows, verified.head, path, evidence, missing)


def _refuse(ledger: Ledger, path: Path) -> None:
    """Raise when something is at the path that a backup must not take the place of."""
    if not path.parent.is_dir():
        raise _unwritable(path, "there is no such folder")
    if not path.exists():
        return
    if Path(ledger.place).exists() and path.samefile(ledger.place):
        raise _unwritable(path, "it is the ledger itself")
    if not path.is_file():
        raise _unwritable(path, "it is no file")
    with path.open("rb") as file:
        begin = file.read(16)
    if begin and begin != b"SQLite format 3\0":
        raise _unwritable(path, "it holds something else")


def _copy(ledger: Ledger, part: Path) -> None:
    """Write all tables to a new file, as they are at one moment."""
    with ledger.reading() as connection:
        files = sealed.parts(connection, ledger.home)
        if connection.dialect.name == "sqlite":
            raw = connection.connection.dbapi_connection
            with closing(sqlite3.connect(part)) as target:
                raw.backup(target)  # type: ignore[union-attr]
            if not files:
                return
        with Ledger.open(part) as copy, copy.writing() as target:
            if connection.dialect.name != "sqlite":
                carry(connection, target)
            take_back(target, files)


def _add_evidence(part: Path, store: EvidenceStore) -> tuple[int, int]:
    """Put evidence into the copy; return how much there is, and how much was not there."""
    there = missing = 0
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE files (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT")
        names = connection.execute("SELECT DISTINCT name FROM exhibits").fetchall()
        for (name,) in names:
            try:
                data = store.get(name)
            except EvidenceMissing:
                missing += 1
                continue
            connection.execute("INSERT INTO files VALUES (?, ?)", (name, data))
            there += 1
        connection.execute("COMMIT")
    return there, missing


@contextmanager
def _written(path: Path, part: Path) -> Iterator[None]:
    """Leave nothing half written, and tell why the file cannot be."""
    _remove(part)
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _unwritable(path, why) from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            Path(f"{part}{suffix}").unlink()


def _unwritable(path: Path, why: str | None) -> CouldNotTell:
    return CouldNotTell(
        f"The backup {path} cannot be written ({why}).",
        hint="Name a new file, or an earlier backup, in a folder that exists and has room.",
    )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
