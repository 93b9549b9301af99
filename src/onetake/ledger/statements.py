"""The SQL of the ledger that every database takes, written once with SQLAlchemy."""

from __future__ import annotations

from sqlalchemy import LargeBinary, Select, column, select, table, union_all

from onetake.ledger.codec import codecs
from onetake.ledger.columns import LONG, column_of

TABLES = {
    name: table(
        name,
        column("seq", LONG),
        column("recorded", LONG),
        column("chain", LargeBinary()),
        *(column(f.name, column_of(f"{f.name} {f.kind}").type) for f in codec.fields),
    )
    for name, codec in codecs().items()
}


def last_row(until: int | None = None) -> Select:
    """Return the query for the row with the greatest `seq`: that, its chain value and its time.

    Rows numbered above `until` do not count.
    """
    lasts = []
    for rows in TABLES.values():
        last = select(rows.c.seq, rows.c.chain, rows.c.recorded).order_by(rows.c.seq.desc())
        if until is not None:
            last = last.where(rows.c.seq <= until)
        lasts.append(select(last.limit(1).subquery()))
    every = union_all(*lasts).subquery()
    return select(every).order_by(every.c.seq.desc()).limit(1)


HEAD = last_row()
EVERY = {name: select(rows).order_by(rows.c.seq) for name, rows in TABLES.items()}
