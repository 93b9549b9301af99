"""`onetake judge`: what stops a company from serving its customers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from onetake import __version__
from onetake.commands.exits import NOTICED, OK
from onetake.commands.files import writable
from onetake.commands.github import repository_path
from onetake.commands.show import as_json
from onetake.flows.fix import Fixed
from onetake.flows.fix import fix as apply
from onetake.flows.judge import judge_programme
from onetake.reports.judgement import judgement_document, judgement_faults, judgement_text
from onetake.reports.sarif import sarif_text
from onetake.words.judged import GRAVITY, Judged


def judge(
    programme: Path = Path(),
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
    sarif: Path | None = None,
    fail_on: Literal["major", "minor", "info"] = "major",
    pitfall: Annotated[
        tuple[int, ...], Parameter(negative="", validator=Number(gte=1, lte=6))
    ] = (),
    record: bool = True,
    fix: Annotated[bool, Parameter(negative="")] = False,
    ledger: str = "",
) -> int:
    """Judge what is declared and what happened: the six pitfalls, each with what was found.

    Exits with 1 when something grave is found that nobody bears with. A waiver in waivers.yaml
    bears with a finding until a day.

    Parameters
    ----------
    programme
        The programme's folder, or one below it.
    json
        Print what was found as JSON.
    sarif
        Write SARIF 2.1.0 to this file, too, for code review tools.
    fail_on
        How grave a finding has to be for exit code 1.
    pitfall
        Only the checks of this pitfall, 1 to 6; may be repeated.
    record
        Keep what was found in the ledger.
    fix
        Make the changes that are safe, show them, and judge again.
    ledger
        The ledger, if not the programme's own.
    """
    found = judge_programme(programme, ledger, pitfalls=pitfall, record=record)
    if fix and (fixed := apply(found.folder, found.judged.found)):
        _tell(fixed)
        found = judge_programme(programme, ledger, pitfalls=pitfall, record=record)
    if sarif:
        faults = judgement_faults(found.judged)
        text = sarif_text(faults, __version__, repository_path(programme))
        writable(lambda file: file.write_text(text, "utf-8"), sarif)
    if json:
        print(as_json(judgement_document(found.programme, found.judged)))
    else:
        print(judgement_text(found.programme, found.judged), end="")
    return NOTICED if _shut(found.judged, fail_on) else OK


def _tell(fixed: list[Fixed]) -> None:
    """Show what was changed, beside the result, so that JSON stays JSON."""
    for item in fixed:
        told = item.difference.rstrip("\n") or f"{item.file}: {item.why}"
        print(f"{told}\n", file=sys.stderr)


def _shut(judged: Judged, fail_on: Literal["major", "minor", "info"]) -> bool:
    worst = judged.worst()
    return worst is not None and GRAVITY.index(worst) <= GRAVITY.index(fail_on)
