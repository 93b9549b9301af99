"""`onetake brief`: one page that a sponsor decides by."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake import __version__
from onetake.commands.exits import OK
from onetake.commands.files import writable
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.brief import brief_for
from onetake.flows.printed import printed
from onetake.reports.brief import brief_document, brief_page, brief_text


def brief(
    *,
    for_: Annotated[str, Parameter("--for")] = "",
    out: tuple[Path, ...] = (),
    ledger: str = "",
    programme: Path = Path(),
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Tell a sponsor on one page how customers fare, what it costs, and what to decide.

    All is of the last 90 days. Every number leads to what it was counted from.

    Parameters
    ----------
    for_
        The sponsor; the only one when absent.
    out
        Write the page to this file instead: .html, or .pdf where there is a browser.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print it as JSON, unrounded.
    """
    for path in out:
        if path.suffix not in (".html", ".pdf"):
            raise UsageWrong(f"nobody can write {path.name}", hint="name it .html or .pdf")
    found = brief_for(programme, for_, ledger)
    page = brief_page(found, __version__) if out else ""
    for path in out:
        content = printed(page) if path.suffix == ".pdf" else page.encode()
        writable(partial(_written, content), path)
        print(f"wrote {path}")
    if json:
        print(as_json(brief_document(found)))
    elif not out:
        print(brief_text(found), end="")
    return OK


def _written(content: bytes, file: Path) -> None:
    file.write_bytes(content)
