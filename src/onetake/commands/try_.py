"""`onetake try`: what a customer would notice on a site, in a minute."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from cyclopts import Parameter

from onetake.commands.exits import NOTICED, OK
from onetake.commands.show import as_json
from onetake.flows.try_site import Look, try_site
from onetake.reports.look import look_text

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
    and a journey to go on from is written.

    Parameters
    ----------
    url
        The site: shop.example
    out
        The folder for the programme; try-HOST when absent.
    dry
        Write nothing.
    json
        Print what was seen and found as JSON.
    """
    host = urlsplit(url if "://" in url else f"//{url}").netloc.replace(":", "-")
    folder = None if dry else out or Path(f"try-{host}")
    look = try_site(url, folder, _tell)
    if json:
        print(as_json({"schema": 1, **_tree(look)}))
    else:
        print(look_text(look.site, look.visits, look.findings, look.ms))
        for file in look.files:
            print(f"wrote {file}")
        if look.files:
            print(f"\nNext:\n  cd {folder}\n  onetake test")
    return NOTICED if any(one.severity == "major" for one in look.findings) else OK


def _tell(words: str) -> None:
    print(f"· {words}", file=sys.stderr, flush=True)


def _tree(look: Look) -> dict[str, object]:
    return {
        "site": look.site,
        "ms": round(look.ms),
        "findings": look.findings,
        "pages": look.visits,
        "links": [
            {"url": one.way.url, "status": one.status, "trouble": one.trouble}
            for one in look.answers
        ],
        "files": [str(file) for file in look.files],
    }
