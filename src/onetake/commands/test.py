"""`onetake test`: walk journeys in an environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from onetake.commands.exits import OK, exit_code
from onetake.errors import UsageWrong
from onetake.exercise.plan import Selection
from onetake.flows.test import Wanted, prepare, run_test
from onetake.reports.console import ConsoleReport
from onetake.reports.json_report import JsonReport
from onetake.reports.junit import JUnitReport
from onetake.words.report import Report


def test(
    *journeys: str,
    env: str = "",
    tag: Annotated[list[str] | None, Parameter(negative="")] = None,
    persona: Annotated[list[str] | None, Parameter(negative="")] = None,
    tries: int | None = None,
    jobs: int | None = None,
    set_: Annotated[list[str] | None, Parameter(name="--set", negative="")] = None,
    explain: Annotated[bool, Parameter(negative="")] = False,
    fail_on: Literal["degraded", "failed", "unknown"] = "failed",
    json: Annotated[bool, Parameter(negative="")] = False,
    junit: Path | None = None,
    ledger: Path | None = None,
    programme: Path = Path(),
) -> int:
    """Walk journeys in an environment and say what a customer would have noticed.

    Exit codes: 0 all is well · 1 a customer would notice · 3 the programme is wrong · 4 could not
    tell · 5 our bug. 2 is wrong usage.

    Parameters
    ----------
    journeys
        Which journeys, by id or wildcard (`cards/*`); all when none is named.
    env
        The environment; the first one declared when absent.
    tag
        Only journeys with this tag; may be given more than once.
    persona
        Only as this persona; may be given more than once.
    tries
        Walk each journey this often at most, whatever its file says.
    jobs
        How many runs at once.
    set_
        Override a value of the environment: --set bot=ws://127.0.0.1:8711.
    explain
        Print the plan and walk nothing.
    fail_on
        The mildest verdict that makes the exit code 1.
    json
        Print the result as JSON.
    junit
        Write JUnit XML to this file, too.
    ledger
        The ledger's file; .onetake/ledger.db in the programme when absent.
    programme
        The programme's folder, or one below it.
    """
    wanted = Wanted(
        start=programme,
        environment=env,
        selection=Selection(journeys, tuple(tag or ()), tuple(persona or ()), tries),
        overrides=_overrides(set_ or []),
        jobs=jobs,
        ledger=ledger,
    )
    if explain:
        return _explain(wanted, json)
    reports: list[Report] = [JsonReport(sys.stdout)] if json else [ConsoleReport()]
    if junit:
        reports.append(JUnitReport(junit))
    return exit_code(run_test(wanted, reports), fail_on)


def _overrides(pairs: list[str]) -> dict[str, str]:
    overrides = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageWrong(f"--set {pair!r} sets nothing", hint="write --set NAME=VALUE")
        overrides[name] = value
    return overrides


def _explain(wanted: Wanted, json: bool) -> int:
    from onetake.reports.explain import explain_json, explain_text

    plan = prepare(wanted, explaining=True).explain()
    print(explain_json(plan) if json else explain_text(plan))
    return OK
