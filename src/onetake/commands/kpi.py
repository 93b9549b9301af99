"""`onetake kpi`: what the figures say, and who understood them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from onetake.commands.exits import OK
from onetake.commands.runs import since_micros
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.kpi import acknowledge, measure_kpis
from onetake.reports.kpis import kpis_document, kpis_text

app = App(name="kpi", help="Count what matters.", help_format="plaintext")
Flag = Annotated[bool, Parameter(negative="")]


@app.default
def kpi(
    *which: str,
    all_: Annotated[bool, Parameter("--all", negative="")] = False,
    since: str = "",
    by: Literal["", "environment", "channel", "journey", "region", "team", "hour"] = "",
    record: Flag = False,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Measure KPIs out of the ledger, each over its own window until now.

    Each value stands beside its 95 % interval, the number of rows behind it, and the value of the
    time before. Too few rows are told as unknown. A single KPI is told with its definition.

    Parameters
    ----------
    which
        KPIs by id, wildcard, or how an id begins (`csat`); else those in kpis/.
    all_
        Every KPI that Onetake knows, adopted or not.
    since
        From then instead of over the KPI's window: 24h, 7d, 2w, or a date (2026-11-22, UTC).
    by
        A value for each environment, channel, journey, region, team or hour of the day (UTC).
    record
        Keep the values in the ledger.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print the values as JSON, unrounded.
    """
    if which and all_:
        raise UsageWrong("--all has every KPI already", hint="leave out the ids, or --all")
    now = time.time()
    began = since_micros(since, now) / 1e6 if since else None
    if began is not None and began >= now:
        raise UsageWrong(
            f"--since {since} is still to come", hint="write 24h, 7d, 2w, or a day that was"
        )
    found = measure_kpis(
        programme, ledger, which=("*",) if all_ else which, since=began, by=by, record=record
    )
    print(as_json(kpis_document(found)) if json else kpis_text(found), end="\n" if json else "")
    return OK


@app.command
def ack(
    identity: str,
    *,
    audience: str,
    who: str = "",
    ledger: str = "",
    programme: Path = Path(),
) -> int:
    """Record that an audience has seen and understood what a KPI means now.

    Whoever reads a figure whose definition changed reads another figure: silence is a finding.

    Parameters
    ----------
    identity
        The KPI's id.
    audience
        Which of its audiences.
    who
        Who says so, such as a role; kept in the ledger for good.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    """
    found = acknowledge(programme, identity, audience, who=who, ledger=ledger)
    print(f"{audience} understood {found.name} as it is defined now ({found.digest[:12]}).")
    return OK
