"""`onetake ledger import`: what happened elsewhere becomes rows of the ledger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK, UNTOLD
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.aside import MOST
from onetake.flows.import_facts import Imported, import_facts
from onetake.flows.mappings import ready_mappings

Flag = Annotated[bool, Parameter(negative="")]
_SHOWN = 10


def import_(
    *files: Path,
    as_: Annotated[str, Parameter("--as")] = "",
    set_: Annotated[tuple[str, ...], Parameter("--set", negative="")] = (),
    ledger: str = "",
    programme: Path = Path(),
    json: Flag = False,
) -> int:
    """Import surveys, contacts, deployments or incidents from CSV, JSON or lines of JSON.

    The same file again changes nothing, and an import that was stopped goes on where it was. Texts
    are scrubbed, customers become pseudonyms, and who served them is left out. Lines that make no
    row are told by number and kept aside beside the ledger; then the exit code is 4.

    Parameters
    ----------
    files
        The files, also as .gz.
    as_
        The mapping: a file, or the name of one in imports/ or of a ready one.
    set_
        A value that the mapping needs: --set question=nps
    ledger
        The ledger, if not the programme's own.
    programme
        The programme's folder, or one below it.
    json
        Print what was imported as JSON.
    """
    if not files or not as_:
        raise UsageWrong(
            "no file or no mapping was named",
            hint=f"onetake ledger import FILE --as MAPPING; ready: {', '.join(ready_mappings())}",
        )
    values = dict(_pair(item) for item in set_)
    found = import_facts(programme, files, as_, ledger, values=values, tell=_tell)
    if json:
        print(as_json(_document(found)))
    else:
        _print(found)
    return UNTOLD if found.refused else OK


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageWrong(f"--set {text!r} sets nothing", hint="write --set NAME=VALUE")
    return name, value


def _tell(found: Imported) -> None:
    if sys.stderr.isatty():
        print(f"\r{found.read:,} records …", end="", file=sys.stderr, flush=True)


def _print(found: Imported) -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    more = [f"{found.known:,} there already"] if found.known else []
    more += [f"{found.left_out:,} left out by the mapping"] if found.left_out else []
    more += [f"{found.ours:,} of our own customers"] if found.ours else []
    told = f"{found.source}: {found.read:,} records, {found.new:,} new {found.into}"
    print(", ".join([told, *more]) + ".")
    if found.unmarked:
        print(f"{found.unmarked:,} of our own customers are not marked there: a finding.")
    for where, why in found.bad[:_SHOWN]:
        print(f"  {where}: {why}")
    if found.refused > _SHOWN:
        print(f"  … and {found.refused - _SHOWN:,} more")
    if found.refused:
        print(f"{found.refused:,} made no row: mend them, and import again. "
              f"They lie scrubbed in .onetake/aside.jsonl, {MOST:,} at most.")  # fmt: skip


def _document(found: Imported) -> dict[str, object]:
    return {
        "schema": 1,
        "into": found.into,
        "source": found.source,
        "read": found.read,
        "new": found.new,
        "known": found.known,
        "left_out": found.left_out,
        "ours": found.ours,
        "unmarked": found.unmarked,
        "refused": found.refused,
        "bad": [{"place": where, "why": why} for where, why in found.bad],
    }
