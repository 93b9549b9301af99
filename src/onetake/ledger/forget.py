"""Forgetting somebody: their texts, their evidence, and every way back from their pseudonyms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from onetake.ledger.beside import BESIDE
from onetake.ledger.copies import Copy, copies_since
from onetake.ledger.erase import Erased, Scope, erase, found
from onetake.ledger.ledger import Ledger
from onetake.ledger.persons import known_as
from onetake.ledger.statements import TABLES

FORGOTTEN = "forgotten"
_PERSONS = BESIDE["persons"]
_ERASURES = TABLES["erasures"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger keeps of somebody: under which pseudonyms, and how much.

    `copies` were made while it was kept; nobody can reach into them from here.
    """

    pseudonyms: tuple[str, ...] = ()
    erased: Erased = field(default_factory=Erased)
    copies: tuple[Copy, ...] = ()


def look(ledger: Ledger, name: str) -> Known:
    """Return what forgetting somebody would erase; changes nothing."""
    with ledger.reading() as connection:
        return _known(connection, name)


def forget(ledger: Ledger, name: str) -> Known:
    """Erase all that the ledger keeps of somebody; the evidence's files are left to the caller.

    Either all of it is erased when this returns, or, whatever happens, nothing.
    """
    with ledger.writing() as connection:
        known = _known(connection, name)
        return replace(known, erased=_forget(ledger, connection, known.pseudonyms))


def forgotten(connection: Connection) -> tuple[str, ...]:
    """Return the pseudonyms of everybody who was forgotten."""
    query = select(_ERASURES.c.subject).where(_ERASURES.c.reason == FORGOTTEN).distinct()
    return tuple(connection.execute(query).scalars())


def forget_again(ledger: Ledger, connection: Connection, subjects: Iterable[str]) -> Erased:
    """Erase what a copy made earlier still keeps of people who were forgotten since."""
    known = set(forgotten(connection))
    return _forget(ledger, connection, [name for name in subjects if name not in known])


def _known(connection: Connection, name: str) -> Known:
    pseudonyms = tuple(known_as(connection, name))
    if not pseudonyms:
        return Known()
    query = select(func.min(_PERSONS.c.recorded)).where(_PERSONS.c.pseudonym.in_(pseudonyms))
    first = connection.execute(query).scalar_one()
    erased = found(connection, _of(pseudonyms))
    return Known(pseudonyms, erased, tuple(copies_since(connection, first)))


def _forget(ledger: Ledger, connection: Connection, subjects: Iterable[str]) -> Erased:
    return sum((erase(ledger, connection, _of((one,)), one) for one in subjects), Erased())


def _of(pseudonyms: Collection[str]) -> Scope:
    """Return the scope of everything kept under these pseudonyms."""

    def which(table: FromClause) -> ColumnElement[bool]:
        return table.c.person.in_(pseudonyms)

    return Scope(which, which, FORGOTTEN)
