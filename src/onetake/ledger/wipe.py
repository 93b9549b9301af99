"""Removing what deletion leaves in the files of a database, where it may still be read."""

from __future__ import annotations

from sqlalchemy import Engine

from onetake.ledger.ledger import Ledger

_WAIT = 200
"""How long (ms) readers are waited for, while nobody else can write."""
_VACUUMED = ("texts", "persons", "exhibits")


def wipe(ledger: Ledger) -> bool:
    """Overwrite what was deleted; False when other processes keep some of it for now.

    SQLite overwrites in its file by itself, and keeps older pages in its log until that is
    emptied. PostgreSQL keeps deleted rows until a vacuum; its own log and backups are the
    administrator's.
    """
    with ledger.reading() as connection:
        engine, name = connection.engine, connection.dialect.name
    return _empty_log(engine) if name == "sqlite" else _vacuum(engine)


def _empty_log(engine: Engine) -> bool:
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={_WAIT}")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={usual}")
    finally:
        raw.close()
    return not busy


def _vacuum(engine: Engine) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _VACUUMED:
            connection.exec_driver_sql(f"VACUUM {table}")
    return True
