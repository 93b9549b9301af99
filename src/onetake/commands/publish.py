"""`onetake ledger publish`: sealed days become Delta Lake tables that others read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.flows.publish import Published, publish_ledger

Flag = Annotated[bool, Parameter(negative="")]


def publish(
    where: str,
    *,
    option: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    vacuum: Flag = False,
    prune: Flag = False,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Make Delta Lake tables hold the sealed days, for Spark, DuckDB, Power BI and others to read.

    Each day of a table is one commit. A day that is there already is passed over; one that was
    sealed anew takes the place of the older, whose files go at once. Stopped at any moment, the
    tables are whole; the next time goes on.

    Parameters
    ----------
    where
        A folder, or s3://BUCKET/FOLDER and the like, whose credentials are in the environment.
    option
        A setting of the store, NAME=VALUE; a secret is written as '${secret.NAME}'.
    vacuum
        Remove what a stopped publishing left, too; nobody else may be writing there meanwhile.
    prune
        Remove days that the ledger has no more, such as after an older backup was put back.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was published as JSON.
    """
    done = publish_ledger(programme, ledger, where, option, vacuum=vacuum, prune=prune)
    print(_document(done) if json else done)
    return OK


def _document(done: Published) -> str:
    replaced = set(done.plan.other)
    return as_json({
        "schema": 1,
        "where": done.where,
        "rows": sum(part.rows for part in done.written),
        "published": [
            {"day": part.day, "table": part.table, "rows": part.rows}
            | {"seal": part.digest, "replaced": part in replaced}
            for part in done.written
        ],
        "passed": done.plan.same,
        "dropped": _days(done.dropped),
        "lost": _days(done.lost),
        "waiting": done.plan.waiting,
        "files": {"removed": done.old.removed, "left": done.old.left},
    })  # fmt: skip


def _days(found: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"day": day, "table": table} for table, day in found]
