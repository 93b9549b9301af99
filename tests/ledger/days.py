"""Ledgers whose rows were recorded on several days, on each database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from anybody import connected

from onetake.ledger.ledger import Ledger
from onetake.ledger.postgres_append import CLOCK

DAY = 86_400_000_000
NOON = 1_763_812_800_000_000
"""Noon of the 22nd of November 2025, in µs UTC."""
FIRST, SECOND, THIRD = "2025-11-22", "2025-11-23", "2025-11-24"


class Days:
    """A ledger at a place, its files in the folder `home`, which is opened at any moment."""

    def __init__(self, place: Path | str, home: Path) -> None:
        self.place = place
        self.home = home

    def open(self, moment: int = NOON + 3 * DAY) -> Ledger:
        """Open the ledger on this machine at a moment, in µs UTC; noon of the 25th if not told."""
        return Ledger.open(self.place, clock=lambda: moment, home=self.home)

    def record(self, *days: Iterable) -> None:
        """Append some rows on each of several days, the first on the 22nd of November 2025."""
        for number, rows in enumerate(days):
            with self.open(NOON + number * DAY) as ledger:
                self._turn(NOON + number * DAY)
                ledger.append(rows)
                self._turn()

    def _turn(self, moment: int | None = None) -> None:
        """Let the server's clock stand at a moment, or go right again."""
        if isinstance(self.place, str):
            told = "CREATE OR REPLACE FUNCTION onetake.clock() RETURNS bigint LANGUAGE sql AS "
            with connected(self.place) as connection:
                connection.execute(CLOCK if moment is None else f"{told} 'SELECT {moment}'")
