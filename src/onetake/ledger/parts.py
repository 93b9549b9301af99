"""Verifying a large ledger in several processes, each of which takes a part of the numbers.

Every link of the chain is recomputed from the row before it as it is stored, so no part has to
wait for another one. `python -m onetake.ledger.parts` verifies one, told and answered in JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from onetake import errors
from onetake.ledger import sealed
from onetake.ledger.chain import GENESIS, Head
from onetake.ledger.entries import records
from onetake.ledger.statements import last_row
from onetake.ledger.stores import open_store
from onetake.ledger.verify import Broken, Verified, check

LARGE = 200_000
"""From how many rows on it pays to start processes."""
_MOST = 8
_END = (1 << 63) - 1


def verified(
    place: Path | str, home: Path, last: int, remembered: Head | None, broken: Collection[Path] = ()
) -> list[Verified]:
    """Verify all rows of a ledger whose last number is about `last`; return the parts in order.

    Sealed files lie in the folder `home`; the `broken` ones are left out. Raises
    LedgerUnusable when a part cannot be read.
    """
    count = min(len(os.sched_getaffinity(0)), _MOST)
    bounds = [last * part // count for part in range(1, count)]
    told = {
        "place": str(place), "home": str(home), "broken": [str(path) for path in broken],
        "remembered": str(remembered) if remembered else None,
    }  # fmt: skip
    processes = [
        _start({**told, "bounds": bound})
        for bound in zip([-_END, *bounds], [*bounds, _END], strict=True)
    ]
    answers = [orjson.loads(process.communicate()[0]) for process in processes]
    return [_told(answer) for answer in answers]


def _start(task: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "onetake.ledger.parts"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write(orjson.dumps(task))
    process.stdin.close()
    process.stdin = None
    return process


def _told(answer: dict[str, Any]) -> Verified:
    """Return what a process found; raises what it met."""
    if "error" in answer:
        raise getattr(errors, answer["error"])(answer["message"], hint=answer["hint"])
    faults = tuple(Broken(*fault) for fault in answer["faults"])
    return Verified(answer["rows"], Head.parse(answer["head"]), faults, answer["bad"])


def verify_part(task: Mapping[str, Any]) -> Verified:
    """Verify the rows numbered above the first of the task's bounds, up to the second."""
    after, until = task["bounds"]
    remembered = Head.parse(task["remembered"]) if task["remembered"] else None
    store = open_store(task["place"], writable=False)
    try:
        with store.reading() as connection:
            files = sealed.parts(connection, Path(task["home"]))
            files = tuple(part for part in files if str(part.path) not in task["broken"])
            start = _before(connection, files, after)
            return check(records(connection, files, after, until), start, remembered)
    finally:
        store.close()


def _before(connection: Connection, files: Sequence[sealed.Part], number: int) -> Head:
    """Return the head of the last row up to a number, wherever it lies."""
    found = connection.execute(last_row(number)).first()
    hot = (found.seq, bytes(found.chain)) if found else (0, GENESIS)
    return Head(*max(hot, sealed.before(files, number)))


def main() -> None:
    """Verify the part that standard input tells of, and print what came of it."""
    task = orjson.loads(sys.stdin.buffer.read())
    try:
        part = verify_part(task)
        faults = [(fault.table, fault.seq, fault.what) for fault in part.faults]
        answer = {"rows": part.rows, "head": str(part.head), "faults": faults, "bad": part.bad}
    except errors.OnetakeError as error:
        name = type(error).__name__
        answer = {"error": name, "message": error.message, "hint": error.hint}
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
