"""`onetake approve`: take how pages looked in the last test as how they should look."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.approve import Approval, Picture, look_through
from onetake.flows.approve import approve as take_over

Flag = Annotated[bool, Parameter(negative="")]


def approve(
    *journeys: str,
    yes: Flag = False,
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Approve how pages looked in the last test: copy its pictures into `approved/`.

    Only what differs from the approved pictures, or has none yet, is shown and copied. Commit the
    files; `git restore approved` takes them back.

    Parameters
    ----------
    journeys
        Only pictures of these journeys, by id or wildcard (`shop/*`).
    yes
        Copy without asking.
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print what would change, or with --yes what changed, as JSON; never asks.
    """
    approval = look_through(programme, ledger, journeys)
    if json:
        if yes:
            take_over(approval)
        print(as_json(_document(approval, done=yes)))
        return OK
    print("\n".join(_told(approval)))
    if not approval.pictures:
        return OK
    if not yes and not _agreed(len(approval.pictures)):
        print("Nothing was copied.")
        return OK
    take_over(approval)
    print("Copied. Look at the change and commit it: git diff --stat approved")
    return OK


def _agreed(count: int) -> bool:
    """Ask whoever sits there. Raises UsageWrong when nobody does."""
    if not sys.stdin.isatty():
        raise UsageWrong("nobody is there to say yes", hint="onetake approve --yes")
    print(f"Copy {'it' if count == 1 else f'these {count}'}? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _told(approval: Approval) -> Iterator[str]:
    """Yield the lines that say what would change."""
    for picture in approval.pictures:
        yield f"{'new' if picture.new else 'changed':8} {picture.file.as_posix()}"
        yield f"         {_whose(picture)}: {picture.seen}"
    for picture in approval.lost:
        yield f"lost     {picture.file.as_posix()}: {picture.seen} is not there any more"
        yield "         walk it again: onetake test"
    if not approval.pictures and not approval.lost:
        yield "Nothing to approve: every page of the last test looks as approved."


def _whose(picture: Picture) -> str:
    persona = f" as {picture.persona}" if picture.persona else ""
    return f"{picture.journey}{persona}, step '{picture.step}'"


def _document(approval: Approval, *, done: bool) -> dict[str, object]:
    return {
        "schema": 1,
        "done": done,
        "pictures": [
            {
                "file": one.file.as_posix(),
                "change": "new" if one.new else "changed",
                "seen": one.seen,
                "journey": one.journey,
                "persona": one.persona,
                "step": one.step,
            }
            for one in approval.pictures
        ],
        "lost": [one.file.as_posix() for one in approval.lost],
    }
