"""Why a ledger cannot be used, told with the fix: by its place, and by what SQLite answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from onetake.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerFull,
    LedgerMissing,
    LedgerReadOnly,
    LedgerTampered,
    LedgerUnreadable,
    LedgerUnusable,
)

_DISK = "Free some space, then run the command again; nothing recorded before is lost."
_RESTORE = "Move it away and put back your last copy, or start a new ledger by running a test."
ELSEWHERE = "Name another path with --ledger."
_RIGHTS = "Make the file and its folder readable and writable, or name another path with --ledger."
_MEANINGS: tuple[tuple[str, type[LedgerUnusable], str, str], ...] = (
    ("SQLITE_READONLY", LedgerReadOnly, "may not be written", _RIGHTS),
    ("SQLITE_PERM", LedgerReadOnly, "may not be written", _RIGHTS),
    ("SQLITE_FULL", LedgerFull, "cannot grow: the disk is full", _DISK),
    ("SQLITE_IOERR_WRITE", LedgerFull, "cannot grow: the disk took no more", _DISK),
    ("SQLITE_IOERR_SHMSIZE", LedgerFull, "cannot grow: the disk took no more", _DISK),
    ("SQLITE_IOERR", LedgerDamaged, "cannot be read: the disk answered with an error", _RESTORE),
    ("SQLITE_NOTADB", LedgerUnreadable, "is not a ledger", ELSEWHERE),
    ("SQLITE_CORRUPT", LedgerDamaged, "is broken", _RESTORE),
    ("SQLITE_CANTOPEN", LedgerUnreadable, "cannot be opened", _RIGHTS),
    (
        "SQLITE_BUSY",
        LedgerBusy,
        "is held by another process",
        "Wait for the other process to end, or stop it, then run the command again.",
    ),
)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the database or the disk says into an error that tells the fix."""
    try:
        yield
    except DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", "")
        for code, kind, seen, hint in _MEANINGS:
            if name.startswith(code):
                raise kind(f"The ledger {path} {seen} ({error.orig}).", hint=hint) from error
        if "decode" in str(error.orig):
            raise LedgerTampered(
                f"The ledger {path} holds text that nobody recorded ({error.orig}).",
                hint="Run `onetake ledger verify` to see every row that was changed.",
            ) from error
        raise


def refuse_place(path: Path, writable: bool) -> None:
    """Raise when there cannot be a ledger at this path; make its folder when one may be made."""
    there = _is_there(path)
    if there and path.is_dir():
        raise LedgerUnreadable(
            f"The ledger {path} is a folder, expected a file.",
            hint=f"Name a file in it, such as {path / 'ledger.db'}.",
        )
    if writable:
        _refuse_read_only(path)
    elif not there:
        raise LedgerMissing(
            f"There is no ledger at {path}.",
            hint="Run `onetake test` to begin one, or name another path with --ledger.",
        )


def _is_there(path: Path) -> bool:
    """Return whether there is a file or folder; raise when this process may not even look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LedgerUnreadable(
            f"The ledger {path} cannot be reached ({error.strerror}).",
            hint="Make its folders readable, or name another path with --ledger.",
        ) from error
    return True


def _refuse_read_only(path: Path) -> None:
    """Make the ledger's folder if need be; raise when it or the file may not be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerReadOnly(
            f"The folder {path.parent} for the ledger cannot be made ({error.strerror}).",
            hint=_RIGHTS,
        ) from error
    for place in (path.parent, path):
        if place.exists() and not _open(place):
            raise LedgerReadOnly(
                f"The ledger {path} may not be written: {place} is read-only.", hint=_RIGHTS
            )


def _open(place: Path) -> bool:
    """Return whether this process may write there; False on a read-only mount, for root too."""
    return os.access(place, os.W_OK)
