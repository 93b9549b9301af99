"""`onetake test`: walk journeys in an environment."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from onetake.commands.exits import OK, exit_code
from onetake.commands.files import remember, writable
from onetake.commands.github import github_report, repository_path
from onetake.commands.github import wanted as wanted_by_github
from onetake.commands.written import file_reports, written
from onetake.errors import UsageWrong
from onetake.flows.prepare import Wanted, prepare
from onetake.flows.test import run_test
from onetake.reports.console import ConsoleReport
from onetake.reports.explain import explain_json, explain_text
from onetake.reports.json_report import JsonReport
from onetake.reports.summary_file import SummaryReport
from onetake.words.report import Report


def _worth_showing(default: object) -> str | None:
    return str(default) if default not in (None, "", (), False) else None


def _help(text: str) -> Parameter:
    return Parameter(help=text, negative="", show_default=_worth_showing)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `onetake test` may be told."""

    env: Annotated[str, _help("The environment; the first one declared when absent.")] = ""
    tag: Annotated[tuple[str, ...], _help("Only journeys with this tag; may be repeated.")] = ()
    persona: Annotated[tuple[str, ...], _help("Only as this persona; may be repeated.")] = ()
    tries: Annotated[int | None, _help("Walk each journey this often, whatever it says.")] = None
    jobs: Annotated[int | None, _help("How many runs at once; never two as one persona.")] = None
    set: Annotated[
        tuple[str, ...], _help("Override a value of the environment: --set bot=ws://localhost:1")
    ] = ()
    explain: Annotated[bool, _help("Print the plan and walk nothing.")] = False
    fail_on: Annotated[
        Literal["degraded", "failed", "unknown"], _help("The mildest verdict with exit code 1.")
    ] = "failed"
    json: Annotated[bool, _help("Print the result as JSON.")] = False
    junit: Annotated[Path | None, _help("Write JUnit XML to this file, too.")] = None
    html: Annotated[Path | None, _help("Write the whole story as one HTML file, too.")] = None
    summary: Annotated[
        Path | None, _help("Write how each journey stood to this file, for `onetake comment`.")
    ] = None
    github: Annotated[
        bool, _help("Annotate files and add to the job's summary; as GitHub Actions does anyway.")
    ] = False
    ledger: Annotated[
        str, _help("The ledger, if not the programme's own: a file or postgresql://USER@HOST/NAME.")
    ] = ""
    programme: Annotated[Path, _help("The programme's folder, or one below it.")] = Path()


_NO_OPTIONS = Options()


def test(*journeys: str, options: Options = _NO_OPTIONS) -> int:
    """Walk journeys in an environment and say what a customer would have noticed.

    Exit codes: 0 all is well, 1 a customer would notice, 2 wrong usage, 3 the programme is wrong,
    4 could not tell, 5 our bug.

    Parameters
    ----------
    journeys
        Which journeys, by id or wildcard (`cards/*`); all when none is named.
    """
    wanted = Wanted(
        start=options.programme,
        environment=options.env,
        journeys=journeys,
        tags=options.tag,
        personas=options.persona,
        tries=_positive("--tries", options.tries),
        overrides=_overrides(options.set),
        jobs=_positive("--jobs", options.jobs),
        ledger=options.ledger,
    )
    if options.explain:
        plan = prepare(wanted, explaining=True).explain()
        print(explain_json(plan) if options.json else explain_text(plan))
        return OK
    files = written(html=options.html, junit=options.junit)
    outcome = run_test(wanted, _reports(options, wanted, files))
    files |= {options.summary: "summary"} if options.summary else {}
    remember(options.programme, options.ledger, files, away=bool(outcome.waiting))
    return exit_code(outcome, options.fail_on)


def _reports(options: Options, wanted: Wanted, files: dict[Path, str]) -> list[Report]:
    reports: list[Report] = [JsonReport(sys.stdout)] if options.json else [ConsoleReport()]
    reports += file_reports(files, options.programme, options.ledger)
    if options.summary:
        reports.append(writable(partial(_summary, options, wanted), options.summary))
    if wanted_by_github(options.github):
        reports.append(github_report(options.programme, json=options.json))
    return reports


def _summary(options: Options, wanted: Wanted, file: Path) -> SummaryReport:
    """Return what writes the summary, with what it was asked for and where the programme lies."""
    chosen = [f"--tag={tag}" for tag in wanted.tags]
    chosen += [f"--persona={persona}" for persona in wanted.personas]
    folder = repository_path(options.programme)
    return SummaryReport(file, asked=(*wanted.journeys, *chosen), folder=folder)


def _positive(option: str, number: int | None) -> int | None:
    if number is not None and number < 1:
        raise UsageWrong(f"{option} {number} walks nothing", hint=f"write {option} 1 or more")
    return number


def _overrides(pairs: tuple[str, ...]) -> dict[str, str]:
    overrides = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageWrong(f"--set {pair!r} sets nothing", hint="write --set NAME=VALUE")
        overrides[name] = value
    return overrides
