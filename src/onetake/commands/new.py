"""`onetake new`: start a programme, or a channel plug-in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.bring import Carried, Choices, bring_programme
from onetake.flows.new import new_channel, new_programme


def new(
    folder: Path | None = None,
    *,
    channel: str = "",
    python: Annotated[bool, Parameter(negative="")] = False,
    from_: Annotated[tuple[Path, ...], Parameter(name="--from", negative="")] = (),
    changing: Annotated[bool, Parameter(negative="")] = False,
    calls_on: str = "",
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
    from_
        Bring this file: a Postman collection or environment, OpenAPI, a HAR, botium convos, a call
        script in CSV; or a folder of them. May be repeated; into an existing programme, too.
    changing
        Of a description of an API, bring also requests that change something.
    calls_on
        Walk call scripts on this channel, such as chat.
    json
        Print what was written as JSON.
    """
    if channel and python:
        raise UsageWrong(
            "a channel is always written in Python",
            hint=f"leave --python out: onetake new --channel {channel}",
        )
    if from_ and not channel:
        return _bring(folder, from_, Choices(changing, calls_on), json=json)
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


def _bring(folder: Path | None, sources: tuple[Path, ...], choices: Choices, *, json: bool) -> int:
    if folder is None:
        raise UsageWrong("no folder was named", hint="write: onetake new my-company --from FILE")
    carried = bring_programme(folder, sources, choices)
    if json:
        print(as_json(_as_tree(carried)))
        return OK
    for sign, files in (("wrote", carried.written), ("added to", carried.grown),
                        ("already there, left as it was:", carried.stayed)):  # fmt: skip
        for file in files:
            print(f"{sign} {file}")
    if carried.left:
        print(
            f"\nNot carried as it was ({len(carried.left)}; all of it stands in BROUGHT.md, too):"
        )
    for left in carried.left:
        print(f"  {left.place}: {left.what}\n    {left.why}")
    if carried.to_add:
        print("\nAdd to onetake.yaml:", *carried.to_add.splitlines(), sep="\n  ")
    print("\nNext:", *carried.next, sep="\n  ")
    return OK


def _as_tree(carried: Carried) -> dict[str, object]:
    return {
        "schema": 1,
        "files": [str(file) for file in carried.written],
        "stayed": [str(file) for file in carried.stayed],
        "grown": [str(file) for file in carried.grown],
        "left": [{"place": x.place, "what": x.what, "why": x.why} for x in carried.left],
        "secrets": dict(carried.secrets),
        "to_add": carried.to_add,
        "next": list(carried.next),
    }
