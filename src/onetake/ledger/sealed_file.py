"""A sealed day of one table as a Parquet file: all columns of the table, rows by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onetake.ledger.codec import Codec

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP = 50_000
_AT_ONCE = 5_000
_FIRST = ("seq", "recorded", "chain")


def schema_of(codec: Codec) -> pa.Schema:
    """Return the columns of a table as Arrow has them: UUIDs and lists of texts as text."""
    import pyarrow as pa

    kinds = {
        "uuid": pa.string(), "text": pa.string(), "int": pa.int64(),
        "float": pa.float64(), "bool": pa.bool_(), "texts": pa.string(),
    }  # fmt: skip
    first = zip(_FIRST, (pa.int64(), pa.int64(), pa.binary()), strict=True)
    fields = [(field.name, kinds[field.kind.rstrip("?")]) for field in codec.fields]
    return pa.schema([*first, *fields])


def batch_of(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """Return rows as the database has them, which begin with seq, recorded and chain, as Arrow.

    Raises ValueError or TypeError for values that no row has.
    """
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    arrays = [_array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if kind == pa.bool_():
        values = [None if value is None else bool(value) for value in values]
    return pa.array(values, kind)


def write(path: Path, codec: Codec, batches: Iterable[Sequence[Sequence[Any]]]) -> None:
    """Write rows to a file, a batch of them in memory at a time. Raises OSError, ValueError."""
    import pyarrow.parquet as pq

    schema = schema_of(codec)
    with path.open("wb") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in batches:
            writer.write_batch(batch_of(schema, rows), row_group_size=_GROUP)


def read(path: Path, codec: Codec, after: int, until: int) -> Iterator[tuple[Any, ...]]:
    """Yield the rows numbered above `after` up to `until`, as the database had them.

    Columns that came after the file was written are empty. Raises OSError or ValueError for a file
    that is none.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        there = set(file.schema_arrow.names)
        groups = [
            group for group in range(file.num_row_groups) if _meets(file, group, after, until)
        ]
        for batch in file.iter_batches(_AT_ONCE, row_groups=groups):
            columns = [
                batch.column(name).to_pylist() if name in there else repeat(None)
                for name in (*_FIRST, *codec.names)
            ]
            for row in zip(*columns, strict=False):
                if after < row[0] <= until:
                    yield row


def _meets(file: Any, group: int, after: int, until: int) -> bool:
    """Return whether a group of rows may have some with these numbers."""
    known = file.metadata.row_group(group).column(0).statistics
    return known is None or not known.has_min_max or (known.max > after and known.min <= until)
