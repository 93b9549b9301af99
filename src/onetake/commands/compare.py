"""`onetake compare`: two tests side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import NOTICED, OK
from onetake.commands.show import as_json
from onetake.flows.compare import compare_tests
from onetake.flows.which import LATEST, PREVIOUS
from onetake.reports.compare import WORSE, compare_document, compare_text


def compare(
    base: str = PREVIOUS,
    head: str = LATEST,
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
    ledger: str = "",
    programme: Path = Path(),
) -> int:
    """Tell what changed between two tests: commands, commits, or files that tests wrote.

    Exits with 1 when something got worse.

    Parameters
    ----------
    base
        The older test: how a command's id or a commit begins, previous, or a file of
        `onetake test --summary` or `--json`.
    head
        The newer test, named alike; latest when absent.
    json
        Print what changed as JSON.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    """
    found = compare_tests(programme, ledger, base, head)
    if json:
        print(as_json(compare_document(found.base, found.head, found.changes)))
    else:
        print(compare_text(found.base, found.head, found.changes), end="")
    return NOTICED if any(one.kind in WORSE for one in found.changes.changed) else OK
