"""Why a ledger on PostgreSQL cannot be used, told with the fix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from onetake.errors import (
    LedgerAway,
    LedgerBusy,
    LedgerDamaged,
    LedgerReadOnly,
    LedgerUnreadable,
    LedgerUnusable,
)

Meaning = tuple[str, type[LedgerUnusable], str, str]

_SERVER = "Start the server, or mend the address; see whether it answers with: psql"
_LOGIN = "Set PGPASSWORD, or a line of ~/.pgpass, to the role's password, or name another role."
_RIGHTS = (
    "Let the ledger's owner grant this role what writers need (docs/ledger.md), or log in as owner."
)
_ROOM = "Make room for the server, then run the command again; nothing recorded before is lost."
_RESTORE = "Restore the database from a backup."
_WAIT = "Wait for the other process to end, or stop it, then run the command again."
_STATES: tuple[Meaning, ...] = (
    ("28", LedgerUnreadable, "does not let us in", _LOGIN),
    ("3D", LedgerUnreadable, "does not exist", "Make the database: createdb NAME"),
    ("42501", LedgerReadOnly, "may not be used like this by this role", _RIGHTS),
    ("25006", LedgerReadOnly, "may only be read", "Name the address of the primary server."),
    ("55P03", LedgerBusy, "is held by another process", _WAIT),
    ("57014", LedgerBusy, "took too long to answer", _WAIT),
    ("53", LedgerAway, "has no room for more", _ROOM),
    ("57P", LedgerAway, "is shutting down or starting up", _SERVER),
    ("08", LedgerAway, "cannot be reached", _SERVER),
    ("58", LedgerAway, "is in trouble with its disk", _ROOM),
    ("XX", LedgerDamaged, "is broken", _RESTORE),
    ("42P01", LedgerDamaged, "has lost a table", _RESTORE),
    ("42883", LedgerDamaged, "has lost a function", _RESTORE),
)
_SAID: tuple[Meaning, ...] = (
    ("password", LedgerUnreadable, "does not let us in", _LOGIN),
    ("authentication", LedgerUnreadable, "does not let us in", _LOGIN),
    ("pg_hba.conf", LedgerUnreadable, "does not let us in", "Allow it in pg_hba.conf."),
    ("does not exist", LedgerUnreadable, "does not exist", "Make it: createuser, createdb."),
    ("permission denied", LedgerReadOnly, "may not be used by this role", _RIGHTS),
)  # fmt: skip
"""While a connection is made there is no SQLSTATE; these are words of PostgreSQL's English."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn what the server or the network says into an error that tells the fix."""
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        _, kind, seen, hint = meaning
        said = " ".join(str(error.orig).split())
        raise kind(f"The ledger {place} {seen} ({said}).", hint=hint) from error


def _meaning(error: DBAPIError) -> Meaning | None:
    """Return what an error means; None for a mistake of our own."""
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return next((meaning for meaning in _STATES if state.startswith(meaning[0])), None)
    if type(error.orig).__name__ not in ("OperationalError", "ConnectionTimeout"):
        return None
    said = str(error.orig)
    away = ("", LedgerAway, "cannot be reached", _SERVER)
    return next((meaning for meaning in _SAID if meaning[0] in said), away)
