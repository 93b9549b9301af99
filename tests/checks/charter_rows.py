"""Rows of the ledger out of a case's file, for checks that ask it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onetake.words.checks import Facts


class NoRows:
    """A ledger that nobody may ask: a case without rows."""

    def select(self, sql: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Refuse: the case has no rows.yaml."""
        raise AssertionError(f"this case has no rows.yaml, and the check asks {sql}")


def rows_of(file: Path) -> Facts:
    """Return the rows of a case as facts."""
    return NoRows()
