"""`onetake report`: what a command did, told again from the ledger."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.files import html_report, remember, writable
from onetake.commands.github import github_report
from onetake.flows.report import LATEST
from onetake.flows.report import report as retell
from onetake.reports.console import ConsoleReport
from onetake.reports.json_report import JsonReport
from onetake.reports.junit import JUnitReport
from onetake.words.report import Report


def report(
    invocation: str = LATEST,
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
    junit: Path | None = None,
    html: Path | None = None,
    github: Annotated[bool, Parameter(negative="")] = False,
    ledger: str = "",
    programme: Path = Path(),
) -> int:
    """Tell again what a test came to, from the ledger alone.

    Parameters
    ----------
    invocation
        Which command: how its id begins or ends, or latest.
    json
        Print it as JSON, as `onetake test --json` did.
    junit
        Write JUnit XML to this file, too.
    html
        Write the whole story as one HTML file, too.
    github
        Annotate files and add to the job's summary, for GitHub Actions.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    """
    reports: list[Report] = [
        JsonReport(sys.stdout) if json else ConsoleReport(live=False, dated=True)
    ]
    reports += [writable(JUnitReport, junit)] if junit else []
    reports += (
        [writable(partial(html_report, programme=programme, ledger=ledger), html)] if html else []
    )
    reports += [github_report(programme, json=json)] if github else []
    retell(programme, ledger, invocation, reports)
    remember(programme, ledger, {"HTML report": html, "JUnit report": junit})
    return OK
