"""`onetake explain`: why something got worse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.flows.explain import explain as explained
from onetake.reports.explained import explained_document, explained_text


def explain(
    what: str,
    *,
    ledger: str = "",
    programme: Path = Path(),
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Say what changed between the last good and the first bad, the most likely first.

    Deployments, releases, the programme's files, definitions of KPIs, incidents, and what else
    broke with it are looked at; what nobody recorded is told as not measured.

    Parameters
    ----------
    what
        A run, by how its id begins or ends; a journey; a KPI; or a check, such as kpi.off_target.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print it as JSON.
    """
    found = explained(programme, what, ledger)
    if json:
        print(as_json(explained_document(found)))
    else:
        print(explained_text(found), end="")
    return OK
