"""Leases that machines with one ledger share: locks in its database, gone with their connection."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

from onetake.ledger.postgres_address import NETWORK, target_of

if TYPE_CHECKING:
    import psycopg

Release = Callable[[], None]


class PostgresLocks:
    """One advisory lock per thing, held by a connection of this process.

    While the database is away nobody else is asked: the machine's own locks still hold.
    `seconds` gives the time since some moment; a database that was away is asked again after
    `again` of them.
    """

    def __init__(self, address: str, seconds: Callable[[], float], again: float = 30.0) -> None:
        self._target = target_of(address)
        self._seconds = seconds
        self._again = again
        self._connection: psycopg.Connection | None = None
        self._away_until = float("-inf")

    def take(self, name: str) -> Release | None:
        """Return how to give back what a name stands for; None while another machine has it."""
        import psycopg

        key = _key(name)
        try:
            connection = self._connected()
            if connection is None:
                return _nothing
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
        except psycopg.Error:
            self._lose()
            return _nothing
        if row is None or not row[0]:
            return None
        return lambda: self._give_back(connection, key)

    def close(self) -> None:
        """Give back everything."""
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> psycopg.Connection | None:
        import psycopg

        if self._connection is None and self._seconds() >= self._away_until:
            self._connection = psycopg.connect(**{**NETWORK, **self._target}, autocommit=True)
        return self._connection

    def _lose(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._away_until = self._seconds() + self._again

    def _give_back(self, connection: psycopg.Connection, key: int) -> None:
        import psycopg

        try:
            connection.execute("SELECT pg_advisory_unlock(%s)", (key,))
        except psycopg.Error:  # the server let go of everything when it lost the connection
            if connection is self._connection:
                self._lose()


def _key(name: str) -> int:
    """Return a name's lock: 63 bits of its digest, below zero, where the ledger's own is not."""
    return -1 - (int.from_bytes(sha256(name.encode()).digest()[:8]) >> 1)


def _nothing() -> None:
    """Give back what was held on this machine only."""
