"""Sealed days: which rows of the chain lie in which file below the ledger's folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from onetake.errors import LedgerUnreadable
from onetake.ledger import sealed_file
from onetake.ledger.codec import codecs
from onetake.ledger.statements import TABLES

FOLDER = "sealed"
_SEALS = TABLES["seals"]
_FILE = re.compile(rf"{FOLDER}/\d{{4}}/\d\d/\d\d/[a-z]+\.parquet")
_COPY = "Put it back from a copy of the folder, or restore a backup: onetake ledger restore FILE"


@dataclass(frozen=True, slots=True)
class Part:
    """A table's rows of one UTC day (YYYY-MM-DD), which lie in a file: `first` to `last` by number.

    `digest` is what the file's sha256 was.
    """

    table: str
    day: str
    path: Path
    digest: str
    rows: int
    first: int
    last: int

    def damage(self) -> str:
        """Return what is wrong with the file; nothing when it is what was sealed."""
        try:
            with self.path.open("rb") as file:
                right = file_digest(file, "sha256").hexdigest() == self.digest
        except FileNotFoundError:
            return f"the sealed file {self.path.name} of {self.day} is not here"
        except OSError as error:
            return f"the sealed file {self.path} cannot be read ({error.strerror})"
        return "" if right else f"the sealed file {self.path} is not what was sealed"

    def swapped(self) -> bool:
        """Return whether the file is another one than was sealed.

        It is read once in a process, and again when it was written anew. Raises OSError.
        """
        now = self.path.stat()
        written = (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
        return _digest(self.path, written) != self.digest

    def stored(self, after: int, until: int) -> Iterator[Sequence[Any]]:
        """Yield the rows numbered above `after` up to `until`, as the database had them.

        Raises LedgerUnreadable when the file is not there, or is none.
        """
        if self.last <= after or self.first > until:
            return
        try:
            yield from sealed_file.read(self.path, codecs()[self.table], after, until)
        except (OSError, ValueError) as error:
            raise unreadable(self, error) from error


@cache
def _digest(path: Path, written: tuple[int, ...]) -> str:
    """Return the sha256 of a file as it was written then."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def unreadable(part: Part, error: Exception) -> LedgerUnreadable:
    """Return what to raise for a file that cannot be read."""
    return LedgerUnreadable(
        f"The rows of {part.table} of {part.day} are sealed, and their file cannot be read "
        f"({part.damage() or str(error)[:200]}).",
        place=str(part.path),
        hint=_COPY,
    )


def file_of(table: str, day: str) -> str:
    """Return the name of a day's file, below the ledger's folder."""
    return f"{FOLDER}/{day.replace('-', '/')}/{table}.parquet"


def parts(connection: Connection, home: Path) -> tuple[Part, ...]:
    """Return all files that hold rows which the database holds no more, each table's by number.

    Rows are in the database again after a backup was restored, until they are sealed anew.
    """
    newest: dict[tuple[str, int], Part] = {}
    for seal in connection.execute(select(_SEALS).order_by(_SEALS.c.seq)):
        path = home / seal.file if _FILE.fullmatch(seal.file) else home
        newest[seal.sealed, seal.first] = Part(
            seal.sealed, seal.day, path, seal.digest, seal.rows, seal.first, seal.last
        )
    hot = {name: _first(connection, name) for name in {part.table for part in newest.values()}}
    stand = [part for part in newest.values() if part.rows and part.last < hot[part.table]]
    return tuple(sorted(stand, key=lambda part: (part.table, part.first)))


def _first(connection: Connection, name: str) -> float:
    """Return the lowest number that a table of the database holds."""
    if name not in TABLES:
        return 0
    found = connection.execute(select(func.min(TABLES[name].c.seq))).scalar()
    return float("inf") if found is None else found


def before(found: Iterable[Part], number: int) -> tuple[int, bytes]:
    """Return the number and the chain value of the last sealed row up to a number; 0 if none."""
    reached = [part for part in found if part.first <= number]
    nearest = max((part.last for part in reached if part.last <= number), default=0)
    rows = (row for part in reached for row in part.stored(nearest - 1, number))
    return max(((row[0], row[2]) for row in rows), default=(0, b""))
