"""The ledger as JSON Lines, for eyes and other programs: one line per row, in recorded order.

A line is `{"chain":…,"recorded":…,"row":{…},"seq":…,"table":…}`; `row` is what the digest covers,
so anybody can recompute the chain from the file alone. With texts, a row that refers to some has
them beside it: `"texts":{"said":…}`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import orjson
from sqlalchemy import Connection

from onetake.errors import CouldNotTell, LedgerUnreadable
from onetake.ledger import sealed
from onetake.ledger.chain import Head
from onetake.ledger.codec import codecs
from onetake.ledger.entries import Entry, Record, records
from onetake.ledger.ledger import Ledger
from onetake.ledger.private import begin
from onetake.ledger.texts import read

Words = Mapping[str, str]
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many rows and texts, up to which head, into which file."""

    rows: int
    head: Head
    path: Path
    texts: int = 0

    def __str__(self) -> str:
        """Return the result as a sentence."""
        texts = f", texts {self.texts}" if self.texts else ""
        return f"Rows written to {self.path}: {self.rows}{texts}; head {self.head}."


def export(ledger: Ledger, path: Path, *, texts: bool = False) -> Exported:
    """Write all rows of a ledger to `path`, which only appears once it is whole.

    With `texts`, what was said and heard is written, too, as far as it is still there. Raises
    CouldNotTell when the file cannot be written.
    """
    if path.exists() and not path.is_file():
        raise _unwritable(path, "it is no file")
    part = path.with_name(f".{path.name}.part")
    try:
        begin(part)
        with part.open("wb") as file, ledger.reading() as connection:
            every = records(connection, sealed.parts(connection, ledger.home))
            found = _with_texts(connection, every) if texts else _alone(every)
            exported = _write(file, found, path)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise _unwritable(path, error.strerror) from error
    return exported


def _write(file: BinaryIO, found: Iterable[tuple[Record, Words]], path: Path) -> Exported:
    rows = texts = 0
    head = Head()
    for record, words in found:
        file.write(record.line(words))
        rows, texts, head = rows + 1, texts + len(words), Head(record.seq, record.stored[2])
    return Exported(rows, head, path, texts)


def _alone(every: Iterator[Record]) -> Iterator[tuple[Record, Words]]:
    for record in every:
        yield record, {}


def _with_texts(connection: Connection, every: Iterator[Record]) -> Iterator[tuple[Record, Words]]:
    """Yield the records with the words they refer to, asked for many at once."""
    while some := list(islice(every, _AT_ONCE)):
        names = [record.references() for record in some]
        known = read(connection, (name for found in names for name in found.values()))
        for record, found in zip(some, names, strict=True):
            yield record, {field: known[name] for field, name in found.items() if name in known}


def _unwritable(path: Path, why: str | None) -> CouldNotTell:
    return CouldNotTell(
        f"The export {path} cannot be written ({why}).",
        hint="Name a file in a folder that exists, may be written and has room.",
    )


def read_export(path: Path) -> Iterator[Entry]:
    """Yield the rows of an export; raises LedgerUnreadable, with the line, for anything else."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield _entry(line, f"{path}:{number}")
    except OSError as error:
        raise LedgerUnreadable(
            f"The export {path} cannot be read ({error.strerror}).",
            hint="Name a file that `onetake ledger export` wrote.",
        ) from error


def _entry(line: bytes, place: str) -> Entry:
    try:
        told = orjson.loads(line)
        codec = codecs()[told["table"]]
        row = codec.typed([told["row"].get(name) for name in codec.names])
        return Entry(told["seq"], told["recorded"], bytes.fromhex(told["chain"]), row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LedgerUnreadable(
            f"A line is no row of a ledger ({error}).",
            place=place,
            hint="Name a file that `onetake ledger export` wrote, as it was written.",
        ) from error
