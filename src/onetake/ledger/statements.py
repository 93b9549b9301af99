"""The SQL of the ledger, written once with SQLAlchemy and kept as SQLite's driver takes it."""

from __future__ import annotations

from sqlalchemy import column, insert, literal, select, table, union_all
from sqlalchemy.dialects import sqlite

from onetake.ledger.codec import codecs

_DIALECT = sqlite.dialect()

TABLES = {
    name: table(name, *map(column, ("seq", "recorded", "chain", *codec.names)))
    for name, codec in codecs().items()
}


def _sql(statement) -> str:
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def _head():
    """Return the query for the greatest `seq` of all tables and its chain value."""
    lasts = []
    for rows in TABLES.values():
        last = select(rows.c.seq, rows.c.chain).order_by(rows.c.seq.desc()).limit(literal(1))
        lasts.append(select(last.subquery()))
    every = union_all(*lasts).subquery()
    return select(every).order_by(every.c.seq.desc()).limit(literal(1))


HEAD = _sql(_head())
INSERTS = {name: str(insert(rows).compile(dialect=_DIALECT)) for name, rows in TABLES.items()}
KNOWN = {
    name: _sql(select(*list(rows.c)[3:])) + "\nWHERE id IN (SELECT value FROM json_each(?))"
    for name, rows in TABLES.items()
}
EVERY = {
    name: _sql(select(rows)) + f"\nWHERE {name}.seq > ? ORDER BY {name}.seq"
    for name, rows in TABLES.items()
}
