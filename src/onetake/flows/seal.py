"""Seals the days of a programme's ledger that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from onetake.errors import UsageWrong
from onetake.flows.place import place_of
from onetake.ledger.chain import Head
from onetake.ledger.seal import seal
from onetake.words.decided import SealRow


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed: a row for each file, the folder they lie below, and the head after it."""

    files: Sequence[SealRow]
    home: Path
    head: Head

    @property
    def rows(self) -> int:
        """How many rows went into files."""
        return sum(file.rows for file in self.files)

    def __str__(self) -> str:
        """Return the result as a sentence."""
        if not self.files:
            return "There is nothing to seal: no day that is over has rows in the database."
        days = sorted({file.day for file in self.files})
        span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
        return (
            f"Sealed {span}: rows {self.rows}, files {len(self.files)} in {self.home / 'sealed'}; "
            f"head {self.head}."
        )


def seal_ledger(programme: Path, ledger: str, until: str = "") -> Sealed:
    """Move the rows of days that are over from the database into files, up to a day.

    Raises UsageWrong for a day that is none, CouldNotTell when a file cannot be written,
    LedgerTampered when a day's rows are none, LedgerUnusable.
    """
    try:
        days = (date.fromisoformat(until).isoformat(),) if until else ()
    except ValueError:
        raise UsageWrong(f"{until!r} is no day", hint="write it as 2026-11-22") from None
    place = place_of(programme, ledger)
    with place.open() as opened:
        files = tuple(seal(opened, *days))
        return Sealed(files, opened.home, opened.head())
