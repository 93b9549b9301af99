"""Verifying a large ledger in several processes, each of which takes a part of the numbers.

Every link of the chain is recomputed from the row before it as it is stored, so no part has to
wait for another one. `python -m onetake.ledger.parts` verifies one, told and answered in JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from onetake import errors
from onetake.ledger.chain import Head
from onetake.ledger.entries import records
from onetake.ledger.statements import last_row
from onetake.ledger.stores import open_store
from onetake.ledger.verify import Broken, Verified, check

LARGE = 200_000
"""From how many rows on it pays to start processes."""
_MOST = 8
_END = (1 << 63) - 1


def verified(place: Path | str, last: int, remembered: Head | None) -> list[Verified]:
    """Verify all rows of a ledger whose last number is about `last`; return the parts in order.

    Raises LedgerUnusable when a part cannot be read.
    """
    count = min(len(os.sched_getaffinity(0)), _MOST)
    bounds = [last * part // count for part in range(1, count)]
    processes = [
        _start(place, remembered, bound)
        for bound in zip([-_END, *bounds], [*bounds, _END], strict=True)
    ]
    answers = [orjson.loads(process.communicate()[0]) for process in processes]
    return [_told(answer) for answer in answers]


def _start(
    place: Path | str, remembered: Head | None, bounds: tuple[int, int]
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "onetake.ledger.parts"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin
    head = str(remembered) if remembered else None
    process.stdin.write(orjson.dumps({"place": str(place), "bounds": bounds, "remembered": head}))
    process.stdin.close()
    process.stdin = None
    return process


def _told(answer: dict[str, Any]) -> Verified:
    """Return what a process found; raises what it met."""
    if "error" in answer:
        raise getattr(errors, answer["error"])(answer["message"], hint=answer["hint"])
    faults = tuple(Broken(*fault) for fault in answer["faults"])
    return Verified(answer["rows"], Head.parse(answer["head"]), faults, answer["bad"])


def verify_part(place: str, bounds: tuple[int, int], remembered: Head | None) -> Verified:
    """Verify the rows numbered above the first bound, up to the second."""
    after, until = bounds
    store = open_store(place, writable=False)
    try:
        with store.reading() as connection:
            before = connection.execute(last_row(after)).first()
            start = Head(before.seq, bytes(before.chain)) if before else Head()
            return check(records(connection, after, until), start, remembered)
    finally:
        store.close()


def main() -> None:
    """Verify the part that standard input tells of, and print what came of it."""
    task = orjson.loads(sys.stdin.buffer.read())
    remembered = Head.parse(task["remembered"]) if task["remembered"] else None
    try:
        part = verify_part(task["place"], task["bounds"], remembered)
        faults = [(fault.table, fault.seq, fault.what) for fault in part.faults]
        answer = {"rows": part.rows, "head": str(part.head), "faults": faults, "bad": part.bad}
    except errors.OnetakeError as error:
        name = type(error).__name__
        answer = {"error": name, "message": error.message, "hint": error.hint}
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
