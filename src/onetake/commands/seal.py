"""`onetake ledger seal`: days that are over go from the database into files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.flows.seal import seal_ledger

Flag = Annotated[bool, Parameter(negative="")]


def seal(*, until: str = "", ledger: str = "", programme: Path = Path(), json: Flag = False) -> int:
    """Move the rows of whole days into Parquet files, which stay in the chain.

    Every command still finds them there. Stopped at any moment, nothing is lost or there twice; the
    next time goes on.

    Parameters
    ----------
    until
        The last day (UTC) to seal, such as 2026-11-22; yesterday unless told otherwise.
    ledger
        The ledger, if not the programme's own: a file, or postgresql://USER@HOST/DATABASE.
    programme
        The programme's folder, or one below it.
    json
        Print what was sealed as JSON.
    """
    sealed = seal_ledger(programme, ledger, until)
    if json:
        files = [
            {"day": row.day, "table": row.sealed, "file": row.file, "rows": row.rows}
            | {"first": row.first, "last": row.last, "sha256": row.digest}
            for row in sealed.files
        ]
        print(as_json({"schema": 1, "rows": sealed.rows, "head": str(sealed.head), "files": files}))
    else:
        print(sealed)
    return OK
