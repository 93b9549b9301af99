"""The chain's tables in DuckDB: the rows of sealed files together with those of the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Result, Select, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql import visitors

from onetake.ledger.chain import Head
from onetake.ledger.codec import codecs
from onetake.ledger.sealed import FOLDER, Part, parts, unreadable
from onetake.ledger.sealed_file import batch_of, schema_of
from onetake.ledger.statements import TABLES
from onetake.ledger.store import Store

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_AT_ONCE = 20_000
_DIALECT = DefaultDialect(paramstyle="named", supports_native_boolean=True)
_DIALECT.name = "sqlite"  # whose columns the files have: ids are text


MEMORY = "1GB"
"""How much DuckDB holds; what is more lies in a private folder until the process ends."""


def database(home: Path) -> DuckDBPyConnection:
    """Return a new database in memory, within bounds: SQL reads sealed files below `home` only.

    Nor does it ask the network for anything; a KPI's SQL comes from a file that anybody proposes.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY})
    for setting, value in (
        ("temp_directory", _quoted(mkdtemp(dir=_aside().name))),
        ("allowed_directories", f"[{_quoted(str((home / FOLDER).absolute()))}]"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("enable_external_access", "false"),
    ):
        connection.execute(f"SET {setting} = {value}")
    return quiet(connection)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _aside() -> TemporaryDirectory[str]:
    """Return the folder for what does not fit; DuckDB's own choice is the folder one stands in."""
    return TemporaryDirectory(prefix="onetake-")


def quiet(connection: DuckDBPyConnection) -> DuckDBPyConnection:
    """Keep DuckDB from drawing its progress among what a command prints."""
    connection.execute("SET enable_progress_bar = false").fetchall()
    return connection


class Tables:
    """A DuckDB database with a view for each table that was brought; `schema` is that of the views.

    What it holds of the database is kept, and only what came since is brought the next time.
    """

    def __init__(self, connection: DuckDBPyConnection, schema: str = "main") -> None:
        self._database = connection
        self._schema = schema
        self._last: dict[str, Head] = {}
        self._files: dict[str, tuple[Part, ...]] = {}
        self._lock = Lock()
        for name in ("hot", schema):
            self._database.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")

    def bring(self, source: Connection, files: Sequence[Part], name: str) -> None:
        """Make a table what it is now.

        Raises LedgerUnreadable when one of its files is missing, or another one than was sealed.
        """
        own = tuple(part for part in files if part.table == name)
        for part in own:
            try:
                if part.swapped():
                    raise unreadable(part, ValueError())
            except OSError as error:
                raise unreadable(part, error) from error
        with self._lock, self.blaming(own):
            if self._files.get(name) != own or not self._goes_on(source, name):
                self._begin(name, own)
            self._go_on(source, name)

    @contextmanager
    def blaming(self, files: Sequence[Part] = ()) -> Iterator[None]:
        """Raise LedgerUnreadable, not DuckDB's error, when a file is not what was sealed.

        The files are these, and those of the tables that were brought.
        """
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            for part in chain(files, *self._files.values()):
                if part.damage():
                    raise unreadable(part, error) from error
            raise

    def cursor(self) -> DuckDBPyConnection:
        """Return a connection of its own to the same database."""
        return quiet(self._database.cursor())

    def _begin(self, name: str, files: tuple[Part, ...]) -> None:
        """Make the view of a table over its files, and over rows that are still to come."""
        empty = schema_of(codecs()[name]).empty_table()
        cursor = self.cursor()
        cursor.register("incoming", empty)
        cursor.execute(f'CREATE OR REPLACE TABLE hot."{name}" AS SELECT * FROM incoming')
        every = f'SELECT * FROM hot."{name}"'
        if files:
            paths = ", ".join(_quoted(str(part.path)) for part in files)
            every += f" UNION ALL BY NAME SELECT * FROM read_parquet([{paths}], union_by_name=true)"
        cursor.execute(f'CREATE OR REPLACE VIEW {self._schema}."{name}" AS {every}')
        self._files[name], self._last[name] = files, Head()

    def _goes_on(self, source: Connection, name: str) -> bool:
        """Return whether the database still has what was brought last; a restored one may not."""
        last, table = self._last[name], TABLES[name]
        query = select(table.c.chain).where(table.c.seq == last.seq)
        return not last.seq or source.execute(query).scalar() == last.chain

    def _go_on(self, source: Connection, name: str) -> None:
        """Bring the rows of the database that are not here yet."""
        import pyarrow as pa

        table, schema = TABLES[name], schema_of(codecs()[name])
        query = select(table).where(table.c.seq > self._last[name].seq).order_by(table.c.seq)

        def batches() -> Iterator[pa.RecordBatch]:
            found = source.execute(query, execution_options={"yield_per": _AT_ONCE})
            for rows in found.partitions():
                self._last[name] = Head(rows[-1][0], bytes(rows[-1][2]))
                yield batch_of(schema, rows)

        cursor = self.cursor()
        cursor.register("incoming", pa.RecordBatchReader.from_batches(schema, batches()))
        cursor.execute(f'INSERT INTO hot."{name}" SELECT * FROM incoming')


class Whole:
    """Answers queries as a connection of SQLAlchemy's does, over all rows as they are now."""

    def __init__(self, tables: Tables, source: Connection, files: Sequence[Part]) -> None:
        self._tables = tables
        self._source = source
        self._files = files

    def execution_options(self, **_: Any) -> Self:
        """Return itself: answers come in pieces anyway."""
        return self

    def execute(
        self, query: Select, execution_options: Mapping[str, Any] | None = None
    ) -> Result[*tuple[Any, ...]]:
        """Return what a query finds, whatever the options. Raises LedgerUnreadable for a file."""
        names = {getattr(item, "name", "") for item in visitors.iterate(query)}
        for name in sorted(names & TABLES.keys()):
            self._tables.bring(self._source, self._files, name)
        sql = query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
        with self._tables.blaming():
            answer = self._tables.cursor().execute(str(sql))
        keys = [column[0] for column in answer.description or ()]
        return IteratorResult(SimpleResultMetaData(keys), _rows(answer))


class AllDays:
    """Looks at the rows of the database and those of sealed files together."""

    def __init__(self, store: Store, home: Path) -> None:
        self._store = store
        self._home = home
        self._tables: Tables | None = None

    @contextmanager
    def looking(self) -> Iterator[Connection | Whole]:
        """Give what answers queries over the chain's tables as they are now."""
        with self._store.reading() as connection:
            yield self.at(connection)

    def at(self, connection: Connection) -> Connection | Whole:
        """Return what answers queries over the chain's tables as this connection sees them."""
        files = parts(connection, self._home)
        if not files and not self._tables:
            return connection
        self._tables = self._tables or Tables(database(self._home))
        return Whole(self._tables, connection, files)


def _rows(answer: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while some := answer.fetchmany(_AT_ONCE):
        yield from some
