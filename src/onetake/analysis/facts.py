"""Facts of a ledger: a table is handed over to DuckDB when a question first names it.

Sealed files are read where they lie; the rows of the database are brought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onetake.errors import QuestionRefused
from onetake.ledger.ledger import Ledger
from onetake.ledger.sealed import parts
from onetake.ledger.sealed_sql import Tables, quiet
from onetake.ledger.statements import TABLES
from onetake.words.outside import ContactRow, DeploymentRow, IncidentRow, SurveyRow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OUTSIDE = {row.table for row in (SurveyRow, ContactRow, DeploymentRow, IncidentRow)}
_NEWEST = (
    "SELECT source, key, max(seq) AS seq FROM whole.{name} GROUP BY source, key HAVING count(*) > 1"
)
_REPLACED = "n.source = row.source AND n.key = row.key AND n.seq > row.seq"
_WORD = re.compile(r"[a-z_]+")


@contextmanager
def opened(ledger: Ledger) -> Iterator[LedgerFacts]:
    """Yield the facts of a ledger, as it is when a table is first asked for."""
    import duckdb

    connection = quiet(duckdb.connect(":memory:"))
    try:
        yield LedgerFacts(ledger, connection)
    finally:
        connection.close()


class LedgerFacts:
    """What SQL asks of a ledger; see `words.checks.Facts`."""

    def __init__(self, ledger: Ledger, connection: DuckDBPyConnection) -> None:
        self._ledger = ledger
        self._connection = connection
        self._tables = Tables(connection, "whole")
        connection.execute("CREATE SCHEMA newest")
        self._there: set[str] = set()

    def select(self, sql: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Return what a query finds; `values` are those of its `$names`.

        Raises QuestionRefused for what DuckDB does not take, LedgerUnreadable for a sealed file
        that is gone or changed.
        """
        import duckdb

        try:
            for name in TABLES.keys() & set(_WORD.findall(sql.casefold())):
                self._bring(name)
            with self._tables.blaming():
                return self._connection.execute(sql, values or None).fetchall()
        except duckdb.Error as error:
            raise QuestionRefused(
                f"the ledger cannot be asked: {str(error).partition(chr(10))[0]} "
                f"in {' '.join(sql.split())[:200]!r}",
                hint="docs/ledger.md names the tables and their columns",
            ) from None

    def _bring(self, name: str) -> None:
        """Hand a table over, once."""
        if name in self._there:
            return
        with self._ledger.reading() as connection:
            files = parts(connection, self._ledger.home)
            self._tables.bring(connection, files, name)
        view = f'SELECT * EXCLUDE (chain) FROM whole."{name}" AS row'
        if name in _OUTSIDE and self._has_older(name):
            view += f" WHERE NOT EXISTS (FROM newest.{name} AS n WHERE {_REPLACED})"
        self._connection.execute(f'CREATE VIEW "{name}" AS {view}')
        self._there.add(name)

    def _has_older(self, name: str) -> bool:
        """List the newest line of each key that came more than once; return whether any did."""
        self._connection.execute(f"CREATE TABLE newest.{name} AS {_NEWEST.format(name=name)}")
        return bool(self._connection.execute(f"FROM newest.{name} LIMIT 1").fetchone())
