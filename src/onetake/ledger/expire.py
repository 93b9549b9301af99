"""Erasing what has been kept as long as it may be."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, FromClause, and_, select

from onetake.ledger.beside import BESIDE
from onetake.ledger.erase import Erased, Scope, Which, erase, found
from onetake.ledger.ledger import Ledger
from onetake.words.keeping import Retention

EXPIRED = "expired"
_TEXTS, _EXHIBITS = BESIDE["texts"], BESIDE["exhibits"]


def overdue(ledger: Ledger, retention: Retention) -> Erased:
    """Return what has been kept as long as it may be; changes nothing."""
    with ledger.reading() as connection:
        scopes = _scopes(connection, retention, ledger.clock())
        return sum((found(connection, scope) for scope in scopes), Erased())


def expire(ledger: Ledger, retention: Retention) -> Erased:
    """Erase what has been kept as long as it may be, all or nothing; files are the caller's."""
    with ledger.writing() as connection:
        scopes = _scopes(connection, retention, ledger.clock())
        return sum((erase(ledger, connection, scope) for scope in scopes), Erased())


def _scopes(connection: Connection, retention: Retention, now: int) -> list[Scope]:
    """Return what is overdue at a moment (µs UTC), by class of rows."""
    shortest = min(retention.texts, retention.evidence, retention.synthetic)
    classes = {
        name
        for table in (_TEXTS, _EXHIBITS)
        for name in connection.execute(
            select(table.c.retention).where(table.c.recorded < _past(now, shortest)).distinct()
        ).scalars()
    }
    return [
        Scope(
            _before(name, _past(now, retention.of_texts(name))),
            _before(name, _past(now, retention.of_evidence(name))),
            EXPIRED,
        )
        for name in sorted(classes)
    ]


def _past(now: int, seconds: float) -> int:
    return now - round(seconds * 1e6)


def _before(name: str, moment: int) -> Which:
    def which(table: FromClause) -> ColumnElement[bool]:
        return and_(table.c.retention == name, table.c.recorded < moment)

    return which
