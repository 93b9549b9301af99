"""`onetake new`: start a programme, or a channel plug-in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.new import new_channel, new_programme


def new(
    folder: Path | None = None,
    *,
    channel: str = "",
    python: Annotated[bool, Parameter(negative="")] = False,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Start a programme that passes at once: onetake new my-company.

    Parameters
    ----------
    folder
        Where to write it; with --channel the programme's folder (here, when absent).
    channel
        Write a channel plug-in of this name, with its test, instead of a programme.
    python
        Write the programme's first journey in Python instead of YAML.
    json
        Print what was written as JSON.
    """
    if channel and python:
        raise UsageWrong(
            "a channel is always written in Python",
            hint=f"leave --python out: onetake new --channel {channel}",
        )
    if channel:
        made = new_channel(channel, folder or Path())
    elif folder:
        made = new_programme(folder, python=python)
    else:
        raise UsageWrong("no folder was named", hint="write: onetake new my-company")
    if json:
        print(as_json({"schema": 1, "files": [str(f) for f in made.files], "next": made.next}))
        return OK
    for file in made.files:
        print(f"wrote {file}")
    print("\nNext:", *made.next, sep="\n  ")
    return OK
