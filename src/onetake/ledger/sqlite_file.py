"""The SQLite file of a ledger: opening it safely, making it, and bringing it up to date.

Write-ahead log and synchronous=FULL: a commit that returned survives kill -9 and a power cut.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from onetake.errors import LedgerUnreadable, LedgerVersion
from onetake.ledger.migrations import Step
from onetake.ledger.private import begin
from onetake.ledger.schema import upgrade
from onetake.ledger.sqlite_guards import guards
from onetake.ledger.troubles import ELSEWHERE, refuse_place, told

APPLICATION = 0x6F_6E_65_74


def open_engine(path: Path, *, writable: bool, patience: float, steps: Sequence[Step]) -> Engine:
    """Return an engine on the ledger at `path`, made and brought up to date when writable.

    `patience` is how many seconds a commit waits for other processes. Raises LedgerUnusable.
    """
    refuse_place(path, writable)
    with told(path):
        if not writable:
            return _reader(path, patience, steps)
        with suppress(OSError):  # SQLite tells better why it cannot be made
            begin(path)
        engine = _engine(path, "rw" if path.exists() else "rwc", patience)
        try:
            _prepare(engine, path, patience, steps)
        except BaseException:
            engine.dispose()
            raise
        return engine


def _reader(path: Path, patience: float, steps: Sequence[Step]) -> Engine:
    """Return an engine that only reads, also from a folder where nothing can be written."""
    engine = _engine(path, "ro", patience)
    try:
        with engine.connect() as connection:
            known = version(connection, path, steps)
    except DBAPIError:
        engine.dispose()
        pending = Path(f"{path}-wal")
        if os.access(path.parent, os.W_OK) or (pending.exists() and pending.stat().st_size):
            raise
        engine = _engine(path, "ro&immutable=1", patience)
        with engine.connect() as connection:
            known = version(connection, path, steps)
    if known < len(steps):
        raise LedgerVersion(
            f"The ledger {path} has form {known}, and this Onetake reads form {len(steps)}.",
            hint="Run a command that may write to it once, such as `onetake test`.",
        )
    return engine


def _engine(path: Path, mode: str, patience: float) -> Engine:
    """Return an engine whose connections never leave a transaction to chance."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    engine = create_engine(
        "sqlite://", creator=partial(_connect, uri, patience), poolclass=QueuePool, max_overflow=-1
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(uri: str, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA recursive_triggers=1")
    connection.execute("PRAGMA secure_delete=1")
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("begin", ""))


def _prepare(engine: Engine, path: Path, patience: float, steps: Sequence[Step]) -> None:
    """Switch to the write-ahead log and bring the tables up to date, whoever else does the same."""
    with engine.connect() as connection:
        version(connection, path, steps)
    _use_log(engine, time.monotonic() + patience)
    connection = engine.connect().execution_options(begin="IMMEDIATE")
    with connection, connection.begin():
        done = version(connection, path, steps)
        if done < len(steps):
            upgrade(connection, steps[done:], guards)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
            connection.exec_driver_sql(f"PRAGMA user_version={len(steps)}")


def _use_log(engine: Engine, until: float) -> None:
    """Switch to the write-ahead log; SQLite does not wait here by itself, so this does."""
    raw = engine.raw_connection()
    try:
        while True:
            try:
                raw.cursor().execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                    raise DBAPIError("PRAGMA journal_mode", None, error) from error
                time.sleep(0.01)
    finally:
        raw.close()


def version(connection: Connection, path: Path, steps: Sequence[Step]) -> int:
    """Return how many steps the ledger has taken; raises when it is no ledger, or a newer one."""
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    things = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    if owner != APPLICATION and (owner or things):
        raise LedgerUnreadable(
            f"The ledger {path} is not a ledger: it is a database of another program.",
            hint=ELSEWHERE,
        )
    if found > len(steps):
        raise LedgerVersion(
            f"The ledger {path} has form {found}, and this Onetake knows forms up to {len(steps)}.",
            hint="Upgrade Onetake to the version that wrote it, or a later one.",
        )
    return found
