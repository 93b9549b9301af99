"""`onetake try`: what a customer would notice on a site, in a minute."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from cyclopts import Parameter

from onetake import __version__
from onetake.commands.exits import NOTICED, OK
from onetake.commands.files import write
from onetake.commands.show import as_json
from onetake.flows.try_site import Look, try_site
from onetake.reports.look import look_text
from onetake.reports.look_page import look_page
from onetake.reports.look_view import Seen
from onetake.words.visit import Visit

_FILES = (".html", ".json")
Flag = Annotated[bool, Parameter(negative="")]


def try_(
    url: str,
    *,
    out: Path | None = None,
    dry: Flag = False,
    json: Flag = False,
) -> int:
    """Look at a site as a stranger does, and tell what a customer would notice.

    Its pages are opened on a desktop and a phone; nothing is clicked, sent or agreed to. Speed,
    errors, accessibility, trackers before consent, dead links and forms without labels are told,
    and a page with the proof of each and a journey to go on from are written.

    Parameters
    ----------
    url
        The site: shop.example
    out
        The folder for the programme and its page, try-HOST when absent; or, with the ending .html
        or .json, a file for what was found alone.
    dry
        Write no programme.
    json
        Print what was seen and found as JSON.
    """
    host = urlsplit(url if "://" in url else f"//{url}").netloc.replace(":", "-")
    file = out if out and out.suffix.lower() in _FILES else None
    folder = None if dry or file else out or Path(f"try-{host}")
    if file:
        write(file, "")  # told at once when it cannot be, not after a minute
    look = try_site(url, folder, _tell)
    page = folder / "look.html" if folder else file
    written = [*look.files, *([page] if page else [])]
    document = as_json({"schema": 1, **_tree(look, written)})
    if page:
        write(page, document + "\n" if page.suffix.lower() == ".json" else _page(look, folder))
    print(document if json else _text(look, written, folder))
    return NOTICED if any(one.severity == "major" for one in look.findings) else OK


def _text(look: Look, written: Sequence[Path], folder: Path | None) -> str:
    told = [look_text(look.site, look.visits, look.findings, look.ms)]
    told += [f"wrote {name}" for name in written]
    return "\n".join([*told, *([f"\nNext:\n  cd {folder}\n  onetake test"] if folder else [])])


def _page(look: Look, folder: Path | None) -> str:
    seen = Seen(
        look.site, look.visits, look.answers, look.findings, look.ms, look.journey,
        look.links, str(folder) if folder else "",
    )  # fmt: skip
    return look_page(seen, __version__)


def _tell(words: str) -> None:
    print(f"· {words}", file=sys.stderr, flush=True)


def _tree(look: Look, written: Sequence[Path]) -> dict[str, object]:
    return {
        "site": look.site,
        "ms": round(look.ms),
        "findings": look.findings,
        "pages": [_visit(visit) for visit in look.visits],
        "links": [
            {"url": one.way.url, "status": one.status, "trouble": one.trouble}
            for one in look.answers
        ],
        "files": [str(file) for file in written],
    }


def _visit(visit: Visit) -> dict[str, object]:
    """Return what a page showed, without its pictures."""
    names = (item.name for item in fields(visit) if item.name != "shots")
    return {name: getattr(visit, name) for name in names}
