"""Appends to a ledger as a process of its own, and says what is safe.

The rows of a run follow from its id alone, so whoever retries sends the same.
"""

import resource
import sys
from pathlib import Path
from uuid import UUID, uuid5

from ledger_rows import a_run, a_step

from onetake.errors import OnetakeError
from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7

STEPS = 4


def rows(run: UUID) -> list:
    """Return the rows of a run with its steps."""
    steps = [a_step(id=uuid5(run, str(n)), run=run, number=n) for n in range(STEPS)]
    return [a_run(id=run), *steps]


def append_for_ever(ledger: Ledger, tell) -> None:
    """Append a run with its steps again and again; tell its id before, and when it is safe."""
    while True:
        run = uuid7()
        tell(("tried", run))
        ledger.append(rows(run))
        tell(("safe", run))


def write(place, home: Path, pipe) -> None:
    """Append as the main function of a process, until somebody kills it."""
    with Ledger.open(place, home=home) as ledger:
        append_for_ever(ledger, pipe.send)


if __name__ == "__main__":
    path, times, room = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with Ledger.open(path) as ledger:
        if room:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            if not times:
                append_for_ever(ledger, lambda told: print(*told, flush=True))
            for _ in range(times):
                ledger.append([a_run(), a_step(), a_step()])
        except OnetakeError as error:
            print(type(error).__name__, error.hint)
