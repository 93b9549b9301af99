"""`onetake report`: what tests came to, told again from the ledger."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.files import remember
from onetake.commands.github import github_report
from onetake.commands.runs import since_micros
from onetake.commands.written import file_reports, written
from onetake.errors import UsageWrong
from onetake.flows.report import report_several
from onetake.flows.which import Asked
from onetake.reports.console import ConsoleReport
from onetake.reports.json_report import JsonReport
from onetake.words.report import Report


def report(
    *which: str,
    since: str = "",
    env: str = "",
    out: Annotated[tuple[Path, ...], Parameter(negative="", show_default=False)] = (),
    json: Annotated[bool, Parameter(negative="")] = False,
    junit: Path | None = None,
    html: Path | None = None,
    github: Annotated[bool, Parameter(negative="")] = False,
    ledger: str = "",
    programme: Path = Path(),
) -> int:
    """Tell again what tests came to, from the ledger alone; several of them as a single one.

    Parameters
    ----------
    which
        Which tests or runs: how their ids begin or end, or a commit; the latest when absent.
    since
        All tests begun since: 90m, 24h, 7d, 2w, or a date (2026-11-22, UTC).
    env
        With --since: only tests in this environment.
    out
        Write to this file, too, as its ending says: .html, .json, .xml (JUnit), .sarif or .md; may
        be repeated.
    json
        Print it as JSON, as `onetake test --json` did.
    junit
        Write JUnit XML to this file, whatever its ending.
    html
        Write the whole story as one HTML file, whatever its ending.
    github
        Annotate files and add to the job's summary, for GitHub Actions.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    """
    files = written(out, html=html, junit=junit)

    def reports() -> list[Report]:
        shown = JsonReport(sys.stdout) if json else ConsoleReport(live=False, dated=True)
        on_github = [github_report(programme, json=json)] if github else []
        return [shown, *file_reports(files, programme, ledger), *on_github]

    report_several(programme, ledger, _asked(which, since, env), reports)
    remember(programme, ledger, files)
    return OK


def _asked(which: tuple[str, ...], since: str, environment: str) -> Asked:
    """Return what is asked for. Raises UsageWrong for words that say two things at once."""
    if which and (since or environment):
        other = "--since" if since else "--env"
        raise UsageWrong(
            f"{which[0]} names a test already, and {other} would choose others",
            hint=f"leave out {other}, or the name",
        )
    if environment and not since:
        raise UsageWrong("--env chooses among tests since a time", hint="add --since 7d")
    return Asked(which, since_micros(since, time.time()) if since else None, environment)
