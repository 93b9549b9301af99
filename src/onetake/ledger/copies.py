"""Exports with texts, backups, reports: the ledger knows of them; forgetting cannot reach them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from onetake.ledger.beside import BESIDE
from onetake.ledger.ledger import Ledger
from onetake.ledger.statements import HEAD

_COPIES = BESIDE["copies"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that holds personal text: its place, what it is (`export`), and when (µs UTC)."""

    place: str
    kind: str
    made: int


def note(ledger: Ledger, copy: Copy) -> None:
    """Remember a copy; one made again at the same place takes the place of the older.

    It counts as made no earlier than the last row was recorded: clocks of machines may differ.
    """
    with ledger.writing() as connection:
        last = connection.execute(HEAD).first()
        made = max(copy.made, last.recorded if last else 0)
        connection.execute(delete(_COPIES).where(_COPIES.c.place == copy.place))
        connection.execute(insert(_COPIES), {"place": copy.place, "kind": copy.kind, "made": made})


def copies_since(connection: Connection, moment: int) -> Iterator[Copy]:
    """Yield the copies made at this moment (µs UTC) or later, the oldest first."""
    query = select(_COPIES).where(_COPIES.c.made >= moment).order_by(_COPIES.c.made)
    for row in connection.execute(query):
        yield Copy(row.place, row.kind, row.made)
