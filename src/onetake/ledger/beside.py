"""The tables beside the chain: personal text, whom it is of, and what was erased.

What lies here can be deleted, unlike rows of the chain, but only together with a row of `erasures`
that tells of it: a seal with that row's id lies in `erasing` while one transaction deletes. In the
same way rows of the chain leave for a file: under the id of a row of `seals` in `sealing`, and no
other rows than those it tells of.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Index, MetaData, Table

from onetake.ledger.columns import column_of
from onetake.ledger.migrations import STEPS, Step

SEALED = ("texts", "persons", "exhibits", "erased", "keys", "sealed")
"""Tables whose rows are never changed, and deleted only under a seal."""
SEALABLE = (
    "runs", "steps", "findings", "judgements", "invocations",
    "surveys", "contacts", "deployments", "incidents", "measurements",
)  # fmt: skip
"""Tables of the chain whose days go into files; the others stay small."""
_REFUSAL = "the ledger keeps {table} until they are erased: no row is {done}"


def tables(step: Step, metadata: MetaData) -> Iterator[Table]:
    """Yield the tables that a step brings beside the chain, with their indexes."""
    for name, columns in step.beside.items():
        table = Table(
            name, metadata, *(column_of(text) for text in columns.split(",")), sqlite_strict=True
        )
        for index in step.indexes:
            owner, _, column = index.partition(".")
            if owner == name:
                Index(f"{owner}_{column}", table.c[column])
        yield table


def guards(table: str) -> Iterator[str]:
    """Yield the SQLite triggers that refuse to change a row, or to delete it without a seal.

    REPLACE deletes without telling the DELETE trigger, so the insert that would is refused, too.
    """
    if table not in SEALED:
        return
    key = " AND ".join(f"{column.name} = NEW.{column.name}" for column in BESIDE[table].primary_key)
    sealed = "EXISTS (SELECT 1 FROM erasing JOIN erasures ON erasures.id = erasing.token)"
    for verb, done, when in (
        ("UPDATE", "changed", "1"),
        ("DELETE", "deleted", f"NOT {sealed}"),
        ("INSERT", "replaced", f"EXISTS (SELECT 1 FROM {table} WHERE {key})"),
    ):
        yield (
            f"CREATE TRIGGER {table}_refuse_{done} BEFORE {verb} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL.format(table=table, done=done)}'); END"
        )


BESIDE = {
    table.name: table
    for metadata in [MetaData()]
    for step in STEPS
    for table in tables(step, metadata)
}
"""Every table beside the chain, by name."""
