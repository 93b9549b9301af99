"""The contract of a database that keeps the ledger; there is one file per database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from onetake.ledger.chain import Head
from onetake.ledger.codec import Draft


@dataclass(frozen=True, slots=True)
class Put:
    """What a store did with a batch; the new rows are numbered up to the `head`'s number.

    `known` and `taken` are the places in the batch of rows whose id was there already, with the
    same content or with another. `recorded` is the time it gave, µs UTC since 1970; `behind` is
    how many µs the clock stood before the row recorded last, when it did.
    """

    head: Head
    recorded: int
    known: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    behind: int = 0


class Store(Protocol):
    """A database open as a ledger; `place` names it in messages, never with a password.

    Every method raises LedgerUnusable, with the fix, when the database cannot be used.
    """

    place: str

    @property
    def address(self) -> Path | str:
        """What opens it again; it may hold a password, so nobody shows it."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees the ledger as it is now, whatever is appended meanwhile."""

    def writing(self, *, whole: bool = True) -> AbstractContextManager[Connection]:
        """Give a connection that may write, which nobody else can until its block ends.

        All the block does happens or nothing does. Who does no more than `put` may say
        `whole=False`: each is a transaction of its own, in one round trip where there is a server.
        """

    def put(self, connection: Connection, drafts: Sequence[Draft]) -> Put:
        """Number, chain and insert drafts with different ids, but those whose ids are there."""

    def unguarded(self, connection: Connection) -> list[str]:
        """Return what should refuse changes and is missing or not as it was made."""

    def close(self) -> None:
        """Close every connection; what was put is safe without them."""
