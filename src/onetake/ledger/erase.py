"""Erasing personal text and evidence: never without a row of `erasures` that tells of it.

What is left is the references' list, so that nobody takes what was erased for lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    delete,
    exists,
    func,
    insert,
    not_,
    select,
)

from onetake.ledger.beside import BESIDE
from onetake.ledger.ledger import Ledger, prepare
from onetake.words.ids import uuid7
from onetake.words.rows import ErasureRow

Which = Callable[[FromClause], ColumnElement[bool]]
"""Says of `texts` or `exhibits`, or a second name of them, which of their rows are meant."""
_TEXTS, _EXHIBITS, _PERSONS = BESIDE["texts"], BESIDE["exhibits"], BESIDE["persons"]
_ERASED, _ERASING = BESIDE["erased"], BESIDE["erasing"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be erased, and why."""

    texts: Which
    exhibits: Which
    reason: str


@dataclass(frozen=True, slots=True)
class Erased:
    """How many texts were erased, and the names of evidence that no row refers to any more."""

    texts: int = 0
    evidence: tuple[str, ...] = ()

    def __add__(self, other: Erased) -> Erased:
        """Return both together."""
        return Erased(self.texts + other.texts, self.evidence + other.evidence)


def found(connection: Connection, scope: Scope) -> Erased:
    """Return what erasing would erase."""
    query = select(func.count()).select_from(_TEXTS).where(scope.texts(_TEXTS))
    texts = connection.execute(query).scalar_one()
    return Erased(texts, tuple(connection.execute(_unneeded(scope.exhibits)).scalars()))


def erase(ledger: Ledger, connection: Connection, scope: Scope, subject: str = "") -> Erased:
    """Erase what is meant, in a transaction of the caller's; files of evidence are left to them.

    `subject` is the pseudonym to which nothing may lead any more. Without one, nothing is told in
    the chain when there is nothing to erase.
    """
    erased = found(connection, scope)
    if not erased.texts and not erased.evidence and not subject:
        return erased
    row = ErasureRow(
        uuid7(), ledger.clock(), subject, scope.reason, erased.texts, len(erased.evidence)
    )
    ledger.commit(prepare([row]), connection)
    connection.execute(insert(_ERASING), {"token": str(row.id)})
    _list(connection, select(_TEXTS.c.digest).where(scope.texts(_TEXTS)))
    _list(connection, _unlisted(_unneeded(scope.exhibits)))
    connection.execute(delete(_TEXTS).where(scope.texts(_TEXTS)))
    connection.execute(delete(_EXHIBITS).where(scope.exhibits(_EXHIBITS)))
    if subject:
        connection.execute(delete(_PERSONS).where(_PERSONS.c.pseudonym == subject))
    connection.execute(delete(_ERASING))
    return erased


def _unneeded(which: Which) -> Select:
    """Return the query for names of evidence that only these exhibits refer to."""
    other = _EXHIBITS.alias()
    needed = exists().where(other.c.name == _EXHIBITS.c.name, not_(which(other)))
    return select(_EXHIBITS.c.name).where(which(_EXHIBITS), ~needed).distinct()


def _unlisted(names: Select) -> Select:
    return names.where(~exists().where(_ERASED.c.reference == _EXHIBITS.c.name))


def _list(connection: Connection, references: Select) -> None:
    connection.execute(insert(_ERASED).from_select(["reference"], references))
