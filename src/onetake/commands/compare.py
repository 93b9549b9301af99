"""`onetake compare`: two tests side by side."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake import __version__
from onetake.commands.exits import NOTICED, OK
from onetake.commands.files import remember, write
from onetake.commands.show import as_json
from onetake.commands.written import ending
from onetake.errors import ProgrammeWrong
from onetake.flows.compare import Compared, compare_tests
from onetake.flows.which import LATEST, PREVIOUS
from onetake.reports.compare import WORSE, compare_document, compare_text
from onetake.reports.compare_page import compare_page


def compare(
    base: str = PREVIOUS,
    head: str = LATEST,
    *,
    out: Annotated[tuple[Path, ...], Parameter(negative="", show_default=False)] = (),
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
    out
        Write to this file, too, as its ending says: .html (a page) or .json; may be repeated.
    json
        Print what changed as JSON.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    """
    kinds = {file: ending(file, (".html", ".json")) for file in out}
    found = compare_tests(programme, ledger, base, head)
    document = compare_document(found.base.summary, found.head.summary, found.changes)
    if json:
        print(as_json(document))
    else:
        print(compare_text(found.base.summary, found.head.summary, found.changes), end="")
    for file, kind in kinds.items():
        text = as_json(document) + "\n" if kind == ".json" else _page(found)
        write(file, text)
    with suppress(ProgrammeWrong):  # two files can be compared where no programme is
        remember(programme, ledger, dict.fromkeys(kinds, "comparison"))
    return NOTICED if any(one.kind in WORSE for one in found.changes.changed) else OK


def _page(found: Compared) -> str:
    return compare_page(found.base, found.head, found.changes, __version__)
