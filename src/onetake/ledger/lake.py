"""Delta Lake tables of sealed days, in a folder or an object store: what they hold, what goes in.

A table has the columns of its kind of row, and two by which its files are parted: `day`, and
`seal`, the SHA-256 of the sealed file that the rows come from. So the table's own list of files
tells which days it holds, and each row which file proves it. The log keeps figures of `seq` and
`recorded` only: those of other columns would quote values that the files hold no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from onetake.ledger.codec import codecs
from onetake.ledger.lake_troubles import foreign, lacking, reaching
from onetake.ledger.sealed import Part, unreadable
from onetake.ledger.sealed_file import schema_of

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

_PARTED = ["day", "seal"]
_OURS = "Sealed days of the Onetake ledger "
_AT_ONCE = 20_000
_FIGURES = {"delta.dataSkippingStatsColumns": "seq,recorded"}
_PATIENCE = {"connect_timeout": "10s", "max_retries": "4", "retry_timeout": "60s"}


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds of a day: the digests of the sealed files it came from, and how much."""

    seals: frozenset[str] = frozenset()
    rows: int = 0

    def of(self, part: Part) -> bool:
        """Return whether it is what lies in a sealed file."""
        return self.seals == {part.digest} and self.rows == part.rows


@dataclass(frozen=True, slots=True)
class Old:
    """Files of earlier versions that were removed, and those that a stopped publishing left."""

    removed: int = 0
    left: int = 0

    def __add__(self, other: Old) -> Old:
        """Return both together."""
        return Old(self.removed + other.removed, self.left + other.left)


class Lake:
    """The tables at a place: a folder's `file://` address, or that of an object store.

    `owner` stands for the ledger whose days they hold.
    """

    def __init__(self, where: str, owner: str, options: Mapping[str, str]) -> None:
        self.where = where
        self._owner = owner
        self._options = _PATIENCE | dict(options)
        self._tables: dict[str, DeltaTable] = {}

    def look(self, name: str) -> dict[str, Held]:
        """Return what a table holds of each day.

        Raises CouldNotTell when it cannot be reached or is not this ledger's.
        """
        with lacking():
            from deltalake import DeltaTable
        place = self._place(name)
        with reaching(place):
            if not DeltaTable.is_deltatable(place, self._options):
                return {}
            table = DeltaTable(place, storage_options=self._options)
            self._demand_ours(name, table)
            self._tables[name] = table
            return _held(table)

    def put(self, part: Part) -> None:
        """Let a table hold a sealed file's rows as those of their day, in one commit.

        Raises CouldNotTell, and LedgerUnreadable when the file is not what was sealed.
        """
        from deltalake import write_deltalake

        if part.damage():
            raise unreadable(part, ValueError())
        with reaching(self._place(part.table)):
            write_deltalake(
                self._table(part.table),
                _rows(part),
                mode="overwrite",
                predicate=_only(part.day),
                schema_mode="merge",
            )

    def drop(self, name: str, day: str) -> None:
        """Let a table hold nothing of a day. Raises CouldNotTell."""
        with reaching(self._place(name)):
            self._tables[name].delete(_only(day))

    def clear(self, name: str, *, everything: bool = False) -> Old:
        """Remove the files that only earlier versions of a table have, whatever their age.

        With `everything` also those that no version has, such as of a publishing that was killed;
        they could be of one that runs now. Raises CouldNotTell.
        """
        if name not in self._tables:
            return Old()
        table = self._tables[name]
        vacuum = partial(table.vacuum, retention_hours=0, enforce_retention_duration=False)
        with reaching(self._place(name)):
            replaced = set(vacuum())
            left = set(vacuum(full=True)) - replaced
            there = self._there(name, replaced) | (left if everything else set())
            if there:
                vacuum(full=everything, dry_run=False)
        return Old(len(there), len(left - there))

    def _there(self, name: str, files: Collection[str]) -> set[str]:
        """Return those files of a table that are there; its log names replaced ones for a week."""
        from deltalake.fs import DeltaStorageHandler
        from pyarrow.fs import FileType

        if not files:
            return set()
        store = DeltaStorageHandler(self._place(name), self._options)
        found = store.get_file_info(list(files))
        return {file.path for file in found if file.type == FileType.File}

    def _place(self, name: str) -> str:
        return f"{self.where}/{name}"

    def _table(self, name: str) -> DeltaTable:
        """Return a table, made now if there is none."""
        from deltalake import DeltaTable

        if name not in self._tables:
            self._tables[name] = DeltaTable.create(
                self._place(name),
                _schema(name),
                partition_by=_PARTED,
                name=name,
                description=_OURS + self._owner,
                configuration=_FIGURES,
                storage_options=self._options,
            )
        return self._tables[name]

    def _demand_ours(self, name: str, table: DeltaTable) -> None:
        """Refuse a table that somebody else made, or this ledger did not."""
        import pyarrow as pa

        told, there = table.metadata(), pa.schema(table.schema().to_arrow())
        described = told.description or ""
        kinds = {field.name: field.type for field in _schema(name)}
        other = [f"{field.name} {field.type}" for field in there if not _fits(field, kinds)]
        if not described.startswith(_OURS) or told.partition_columns != _PARTED or other:
            raise foreign(self._place(name), [field.name for field in there], other)
        if described != _OURS + self._owner:
            raise foreign(self._place(name), [])


def _fits(field: pa.Field, kinds: Mapping[str, pa.DataType]) -> bool:
    """Return whether a column is one of ours; a later version's, which we do not know, may be."""
    return field.type == kinds.get(field.name, field.type)


def _schema(name: str) -> pa.Schema:
    """Return the columns of a table."""
    import pyarrow as pa

    schema = schema_of(codecs()[name])
    return schema.append(pa.field("day", pa.date32())).append(pa.field("seal", pa.string()))


def _only(day: str) -> str:
    return f"day = '{date.fromisoformat(day)}'"


def _held(table: DeltaTable) -> dict[str, Held]:
    """Return what the list of a table's files tells of each day."""
    import pyarrow as pa

    held: dict[str, Held] = {}
    for file in pa.table(table.get_add_actions(flatten=True)).to_pylist():
        day = file["partition.day"].isoformat()
        known = held.get(day, Held())
        rows = known.rows + (file["num_records"] or 0)
        held[day] = Held(known.seals | {file["partition.seal"]}, rows)
    return held


def _rows(part: Part) -> pa.RecordBatchReader:
    """Return a sealed file's rows, some at a time; columns that came after it are empty."""
    import pyarrow as pa

    schema = _schema(part.table)
    return pa.RecordBatchReader.from_batches(schema, _batches(part, schema))


def _batches(part: Part, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    told: dict[str, Any] = {"day": date.fromisoformat(part.day), "seal": part.digest}
    with pq.ParquetFile(part.path) as file:
        there = set(file.schema_arrow.names)
        for batch in file.iter_batches(_AT_ONCE):
            columns = [
                batch.column(field.name).cast(field.type)
                if field.name in there
                else pa.repeat(pa.scalar(told.get(field.name), field.type), batch.num_rows)
                for field in schema
            ]
            yield pa.record_batch(columns, schema=schema)
