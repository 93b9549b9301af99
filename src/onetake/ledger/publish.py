"""Publishing: a lake is made to hold the sealed days of a ledger, each in one commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, literal, select, union_all

from onetake.ledger.beside import SEALABLE
from onetake.ledger.lake import Held, Lake
from onetake.ledger.ledger import Ledger
from onetake.ledger.seal import end_of
from onetake.ledger.sealed import Part, before, parts
from onetake.ledger.statements import TABLES

_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done so that a lake holds a ledger's sealed days.

    `new` are files whose day the lake has not, `other` those of which it has something else; `same`
    counts those it has. `lost` are tables and days that only the lake has, `waiting` counts rows
    that are in the database and so not sealed.
    """

    new: tuple[Part, ...]
    other: tuple[Part, ...]
    same: int
    lost: tuple[tuple[str, str], ...]
    waiting: int


def owner(ledger: Ledger) -> str:
    """Return what stands for a ledger and its copies: the chain value of its first row."""
    with ledger.reading() as connection:
        firsts = [select(rows.c.chain).where(rows.c.seq == 1) for rows in TABLES.values()]
        found = connection.execute(union_all(*firsts)).scalar()
        if found is None:
            _, found = before(parts(connection, ledger.home), 1)
    return bytes(found).hex()


def plan(ledger: Ledger, lake: Lake) -> Plan:
    """Compare a lake with a ledger's sealed days; nothing is written.

    Raises CouldNotTell when a table cannot be read or is not this ledger's.
    """
    with ledger.reading() as connection:
        sealed = [part for part in parts(connection, ledger.home) if part.table in SEALABLE]
        held = {name: lake.look(name) for name in SEALABLE}
        lost = tuple(_lost(connection, sealed, held))
        waiting = sum(_hot(connection, name) for name in SEALABLE)
    unlike = [part for part in sealed if not held[part.table].get(part.day, Held()).of(part)]
    return Plan(
        tuple(part for part in unlike if part.day not in held[part.table]),
        tuple(part for part in unlike if part.day in held[part.table]),
        len(sealed) - len(unlike),
        lost,
        waiting,
    )


def _lost(
    connection: Connection, sealed: list[Part], held: dict[str, dict[str, Held]]
) -> Iterator[tuple[str, str]]:
    """Yield what the lake holds and the ledger does not, neither sealed nor waiting to be so."""
    known = {(part.table, part.day) for part in sealed}
    for name, days in held.items():
        for day in sorted(days):
            if (name, day) not in known and not _hot(connection, name, day):
                yield name, day


def _hot(connection: Connection, name: str, day: str = "") -> int:
    """Return how many rows of a table, or of one of its days, the database has."""
    query = select(func.count()).select_from(TABLES[name])
    if day:
        recorded, end = TABLES[name].c.recorded, end_of(day)
        query = select(literal(1)).where(recorded >= end - _DAY, recorded < end).limit(1)
    return connection.execute(query).scalar() or 0
