"""Files that a command was asked to write: told at once when one cannot be, and remembered."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from onetake import __version__
from onetake.errors import UsageWrong
from onetake.flows.copies import note_reports
from onetake.flows.past import remembering
from onetake.flows.report import evidence
from onetake.reports.html import HtmlReport

R = TypeVar("R")


def writable(make: Callable[[Path], R], file: Path) -> R:
    """Return what writes to a file. Raises UsageWrong when that cannot be written."""
    try:
        return make(file)
    except OSError as error:
        raise UsageWrong(
            f"{file} cannot be written: {error.strerror}",
            hint="name a file in a folder that exists and may be written",
        ) from None


def write(file: Path, text: str) -> None:
    """Write a text, in a folder that is made when there is none. Raises UsageWrong."""

    def make(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    writable(make, file)


def html_report(file: Path, programme: Path, ledger: Path | str | None) -> HtmlReport:
    """Return what writes a test as one HTML file, with what the ledger knows of before it.

    Raises OSError.
    """
    return HtmlReport(file, evidence, __version__, remembering(programme, ledger))


def remember(
    programme: Path, ledger: str, reports: Mapping[Path, str], *, away: bool = False
) -> None:
    """Let the ledger know which reports hold words of people; say so when it cannot.

    `reports` are files with what each is (`HTML report`); a terminal or a pipe keeps nothing.
    `away` tells that the ledger takes nothing now.
    """
    written = {file: kind for file, kind in reports.items() if file.is_file()}
    if written and (away or not note_reports(programme, ledger, written)):
        print(
            f"The ledger does not know of {', '.join(map(str, written))}, which may hold "
            "what was said and heard: when somebody is forgotten, remember it yourself.",
            file=sys.stderr,
        )
