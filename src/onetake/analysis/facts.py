"""Facts of a ledger: a table is handed over to DuckDB when a question first names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from onetake.errors import QuestionRefused
from onetake.ledger.codec import Codec, codecs
from onetake.ledger.ledger import Ledger
from onetake.ledger.statements import TABLES
from onetake.words.outside import ContactRow, DeploymentRow, IncidentRow, SurveyRow

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_OUTSIDE = {row.table for row in (SurveyRow, ContactRow, DeploymentRow, IncidentRow)}
_NEWEST = "QUALIFY row_number() OVER (PARTITION BY source, key ORDER BY seq DESC) = 1"
_BATCH = 50_000
_WORD = re.compile(r"[a-z_]+")


@contextmanager
def opened(ledger: Ledger) -> Iterator[LedgerFacts]:
    """Yield the facts of a ledger, as it is when a table is first asked for."""
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        yield LedgerFacts(ledger, connection)
    finally:
        connection.close()


class LedgerFacts:
    """What SQL asks of a ledger; see `words.checks.Facts`."""

    def __init__(self, ledger: Ledger, connection: DuckDBPyConnection) -> None:
        self._ledger = ledger
        self._connection = connection
        self._there: set[str] = set()

    def select(self, sql: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Return what a query finds; `values` are those of its `$names`.

        Raises QuestionRefused for what DuckDB does not take.
        """
        import duckdb

        for name in TABLES.keys() & set(_WORD.findall(sql.casefold())):
            self._bring(name)
        try:
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
            table, codec = TABLES[name], codecs()[name]
            columns = [table.c[column] for column in ("seq", "recorded", *codec.names)]
            found = connection.execution_options(yield_per=_BATCH).execute(select(*columns))
            self._connection.register("incoming", _arrow(codec, found.partitions()))
            newest = _NEWEST if name in _OUTSIDE else ""
            self._connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming {newest}')
            self._connection.unregister("incoming")
        self._there.add(name)


def _arrow(codec: Codec, batches: Iterator[Sequence[Any]]) -> pa.RecordBatchReader:
    """Return a table's rows as Arrow reads them, a batch at a time."""
    import pyarrow as pa

    kinds = {
        "uuid": pa.string(), "text": pa.string(), "int": pa.int64(),
        "float": pa.float64(), "bool": pa.bool_(), "texts": pa.string(),
    }  # fmt: skip
    fields = [("seq", kinds["int"]), ("recorded", kinds["int"])]
    fields += [(field.name, kinds[field.kind.rstrip("?")]) for field in codec.fields]
    schema = pa.schema(fields)

    def arrays() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            columns = zip(*batch, strict=True)
            yield pa.record_batch(
                [_array(values, kind) for values, (_, kind) in zip(columns, fields, strict=True)],
                schema=schema,
            )

    return pa.RecordBatchReader.from_batches(schema, arrays())


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if kind == pa.bool_():
        values = [None if value is None else bool(value) for value in values]
    return pa.array(values, kind)
