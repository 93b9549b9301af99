"""`onetake lint`: find every fault in every file."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake import __version__
from onetake.commands.exits import OK, WRONG, fault_document
from onetake.commands.files import writable
from onetake.commands.github import annotated, repository_path, wanted
from onetake.commands.show import as_json
from onetake.flows.lint import Linted, lint_programme, rendered
from onetake.reports.lint import lint_text
from onetake.reports.sarif import sarif_text


def lint(
    programme: Path = Path(),
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
    sarif: Path | None = None,
    github: Annotated[bool, Parameter(negative="")] = False,
    cache: bool = True,
) -> int:
    """Find every fault in every file of a programme; exit code 3 when there is one.

    Parameters
    ----------
    programme
        The programme's folder, or one below it.
    json
        Print the faults as JSON.
    sarif
        Write SARIF 2.1.0 to this file, too, for code review tools.
    github
        Annotate the files with their faults; as GitHub Actions does anyway.
    cache
        Remember what was found, so that unchanged files need not be read again.
    """
    linted = lint_programme(programme, use_cache=cache)
    if sarif:
        text = sarif_text(linted.faults, __version__, repository_path(programme))
        writable(lambda file: file.write_text(text, "utf-8"), sarif)
    around = annotated(linted.faults, programme, json=json) if wanted(github) else nullcontext()
    with around:
        print(as_json(_document(linted)) if json else _text(linted), end="\n" if json else "")
    return WRONG if linted.errors else OK


def _text(linted: Linted) -> str:
    checked = linted.checked
    counts = {"file": checked.files, "journey": checked.journeys, "step": checked.steps}
    return lint_text(linted.faults, rendered(linted.faults), counts)


def _document(linted: Linted) -> dict[str, object]:
    checked = linted.checked
    return {
        "schema": 1,
        "errors": linted.errors,
        "warnings": len(linted.faults) - linted.errors,
        "files": checked.files,
        "journeys": checked.journeys,
        "steps": checked.steps,
        "faults": [fault_document(fault) for fault in linted.faults],
    }
