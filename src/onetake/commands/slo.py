"""`onetake slo`: what customers may count on, and what is left of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import NOTICED, OK
from onetake.commands.files import write
from onetake.commands.show import as_json
from onetake.flows.slo import budgets_of, openslo
from onetake.reports.budgets import budgets_document, budgets_text


def slo(
    *which: str,
    out: Path | None = None,
    ledger: str = "",
    programme: Path = Path(),
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Reckon the error budgets of SLOs; 1 when one is overdrawn or burns too fast.

    `slo: 99%` in onetake.yaml is an SLO of each journey. Files in slos/ are OpenSLO v1: an
    indicator is counted here when its metric source is of the type onetake and names a journey or a
    KPI; others are read and written as they are.

    Parameters
    ----------
    which
        SLOs by name or wildcard; all when none is named.
    out
        Write every object of slos/ as OpenSLO into this file instead.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print the budgets as JSON, unrounded.
    """
    if out:
        write(out, openslo(programme))
        print(f"wrote {out}")
        return OK
    found = budgets_of(programme, which, ledger)
    print(
        as_json(budgets_document(found)) if json else budgets_text(found), end="\n" if json else ""
    )
    noticed = any(item.alerts or (item.left is not None and item.left < 0) for item in found)
    return NOTICED if noticed else OK
