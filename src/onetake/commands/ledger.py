"""`onetake ledger`: verify or export what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from onetake.commands.exits import NOTICED, OK
from onetake.commands.show import as_json
from onetake.flows.ledger import export_ledger, verify_ledger

app = App(name="ledger", help="Verify or export what happened.", help_format="plaintext")
Json = Annotated[bool, Parameter(negative="")]


@app.command
def verify(
    *, head: str = "", ledger: Path | None = None, programme: Path = Path(), json: Json = False
) -> int:
    """Recompute the chain over every row, look at all evidence; exit code 1 when one was changed.

    Parameters
    ----------
    head
        A chain head remembered elsewhere; only it shows that the end was cut off.
    ledger
        The ledger's file; .onetake/ledger.db in the programme when absent.
    programme
        The programme's folder, or one below it.
    json
        Print the result as JSON.
    """
    verified = verify_ledger(programme, ledger, head)
    if json:
        print(as_json({
            "schema": 1,
            "holds": verified.holds,
            "rows": verified.chain.rows,
            "head": str(verified.chain.head),
            "bad": verified.chain.bad,
            "faults": [str(fault) for fault in verified.chain.faults],
            "evidence": verified.lost,
        }))  # fmt: skip
    else:
        print(verified.chain)
        for lost in verified.lost:
            print(lost)
    return OK if verified.holds else NOTICED


@app.command
def export(
    target: Path, *, ledger: Path | None = None, programme: Path = Path(), json: Json = False
) -> int:
    """Write every row as a line of JSON to a file.

    Parameters
    ----------
    target
        The file to write; it appears only once it is whole.
    ledger
        The ledger's file; .onetake/ledger.db in the programme when absent.
    programme
        The programme's folder, or one below it.
    json
        Print what was written as JSON.
    """
    exported = export_ledger(programme, ledger, target)
    if json:
        document = {"schema": 1, "rows": exported.rows, "head": str(exported.head)}
        print(as_json({**document, "file": str(exported.path)}))
    else:
        print(exported)
    return OK
