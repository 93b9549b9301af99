"""Opens the store of a place: an SQLite file, or a PostgreSQL database."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from onetake.ledger.postgres import Postgres
from onetake.ledger.postgres_address import is_address
from onetake.ledger.sqlite import Sqlite
from onetake.ledger.store import Store


def microseconds() -> int:
    """Return the UTC time in whole microseconds since 1970."""
    return time.time_ns() // 1000


def open_store(
    place: Path | str,
    *,
    writable: bool,
    patience: float = 60.0,
    clock: Callable[[], int] = microseconds,
) -> Store:
    """Open the database at a path or at an address; `clock` is for files. Raises LedgerUnusable."""
    if is_address(place):
        return Postgres(str(place), writable=writable, patience=patience)
    return Sqlite(Path(place), writable=writable, patience=patience, clock=clock)
