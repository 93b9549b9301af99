"""Rows of the ledger out of a case's file, for checks that ask it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_type_hints
from uuid import UUID

import yaml

from onetake.analysis import opened
from onetake.ledger.ledger import Ledger
from onetake.words.checks import Facts
from onetake.words.ids import uuid7
from onetake.words.tables import ROWS
from onetake.words.verdict import Verdict

_UNSAID = {str: "", int: 0, float: 0.0, UUID: UUID(int=0), Verdict: Verdict.PASSED}


class NoRows:
    """A ledger that nobody may ask: a case without rows."""

    def select(self, sql: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Refuse: the case has no rows.yaml."""
        raise AssertionError(f"this case has no rows.yaml, and the check asks {sql}")

    def kept(self, name: str, sql: str, asked: str) -> str:
        """Refuse, as it does for a query."""
        raise AssertionError(f"this case has no rows.yaml, and the check asks {name}")


@contextmanager
def rows_of(file: Path, folder: Path) -> Iterator[Facts]:
    """Yield the rows of a case as facts, out of a real ledger in a folder.

    Real customers are in production.
    """
    if not file.exists():
        yield NoRows()
        return
    written = yaml.safe_load(file.read_text("utf-8")) or {}
    with Ledger.open(folder / "ledger.db") as ledger:
        ledger.append([a_row(table, given) for table, rows in written.items() for given in rows])
        with opened(ledger, ("production",)) as facts:
            yield facts


def a_row(table: str, given: dict[str, Any]) -> Any:
    """Return a row; what a case does not say is empty, and a moment is written as ISO 8601."""
    kind = ROWS[table]
    hints = get_type_hints(kind)
    values: dict[str, Any] = {"id": uuid7()}
    for field in fields(kind):
        if field.name in given:
            values[field.name] = _value(given[field.name], hints[field.name])
        elif field.name != "id" and field.default is MISSING:
            values[field.name] = _UNSAID[hints[field.name]]
    unknown = set(given) - {field.name for field in fields(kind)}
    assert not unknown, f"{table} has no {unknown}"
    return kind(**values)


def _value(written: Any, hint: Any) -> Any:
    if isinstance(written, datetime):
        return int(written.timestamp() * 1e6)
    if isinstance(written, list):
        return tuple(written)
    return Verdict(written) if hint is Verdict else written
