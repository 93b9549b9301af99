"""Facts of a ledger: a table is handed over to DuckDB when a question first names it.

Sealed files are read where they lie; the rows of the database are brought.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onetake.errors import QuestionRefused
from onetake.ledger.ledger import Ledger
from onetake.ledger.sealed import parts
from onetake.ledger.sealed_sql import Tables, database
from onetake.ledger.statements import TABLES
from onetake.words.outside import ContactRow, DeploymentRow, IncidentRow, SurveyRow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OUTSIDE = {row.table for row in (SurveyRow, ContactRow, DeploymentRow, IncidentRow)}
_NEWEST = "SELECT {same}, max(seq) AS seq FROM whole.{name} GROUP BY {same} HAVING count(*) > 1"
_SAME = {"surveys": ("source", "key", "kind", "item")}
"""What a line is known by, where that is not its source and key: a form has several questions."""

_USUAL = ("source", "key")
_FACING = "CREATE MACRO faces_customers(environment) AS ({which})"
"""What SQL asks of an environment; one that a row does not tell may be any."""

_WORD = re.compile(r"[a-z_][a-z_0-9]*")


@contextmanager
def opened(ledger: Ledger, facing: Collection[str] = ()) -> Iterator[LedgerFacts]:
    """Yield the facts of a ledger, as it is when a table is first asked for.

    `facing` names the environments in which real customers are; when none is named, all count.
    """
    connection = database(ledger.home)
    connection.execute(_FACING.format(which=_faces(facing)))
    try:
        yield LedgerFacts(ledger, connection)
    finally:
        connection.close()


def _faces(facing: Collection[str]) -> str:
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in ("", *facing))
    return f"environment IN ({names})" if facing else "true"


class LedgerFacts:
    """What SQL asks of a ledger; see `words.checks.Facts`."""

    def __init__(self, ledger: Ledger, connection: DuckDBPyConnection) -> None:
        self._ledger = ledger
        self._connection = connection
        self._tables = Tables(connection, "whole")
        connection.execute("CREATE SCHEMA newest; CREATE SCHEMA kept")
        self._there: set[str] = set()
        self._kept: dict[str, frozenset[str]] = {}

    def select(self, sql: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Return what a query finds; `values` are those of its `$names`.

        Raises QuestionRefused for what DuckDB does not take, LedgerUnreadable for a sealed file
        that is gone or changed.
        """
        with self._asking(sql):
            return self._connection.execute(sql, values or None).fetchall()

    def kept(self, name: str, sql: str, asked: str) -> str:
        """Return the table that holds what a query finds, with each column that `asked` names.

        It is made once, and made again when another column is asked for. Raises as `select` does.
        """
        with self._asking(sql):
            told = self._connection.execute(f"DESCRIBE {sql}").fetchall()
            have = self._kept.get(name, frozenset())
            words = set(_WORD.findall(asked.casefold()))
            wanted = have | {column for column, *_ in told if column in words}
            if wanted != have:
                columns = ", ".join(f'"{column}"' for column in sorted(wanted))
                self._connection.execute(
                    f'CREATE OR REPLACE TABLE kept."{name}" AS SELECT {columns} FROM ({sql})'
                )
                self._kept[name] = wanted
        return f'kept."{name}"'

    @contextmanager
    def _asking(self, sql: str) -> Iterator[None]:
        """Bring the tables that a query names, and tell what it was when it cannot be asked."""
        import duckdb

        try:
            for name in TABLES.keys() & set(_WORD.findall(sql.casefold())):
                self._bring(name)
            with self._tables.blaming():
                yield
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
            same = " AND ".join(f"n.{one} = row.{one}" for one in _SAME.get(name, _USUAL))
            view += f" WHERE NOT EXISTS (FROM newest.{name} AS n WHERE {same} AND n.seq > row.seq)"
        self._connection.execute(f'CREATE VIEW "{name}" AS {view}')
        self._there.add(name)

    def _has_older(self, name: str) -> bool:
        """List the newest line of each key that came more than once; return whether any did."""
        asked = _NEWEST.format(name=name, same=", ".join(_SAME.get(name, _USUAL)))
        self._connection.execute(f"CREATE TABLE newest.{name} AS {asked}")
        return bool(self._connection.execute(f"FROM newest.{name} LIMIT 1").fetchone())
