"""Appends to a ledger as a process of its own, and says on its output what is safe."""

import resource
import sys

from ledger_rows import a_run, a_step

from onetake.errors import OnetakeError
from onetake.ledger.ledger import Ledger


def append_for_ever(ledger: Ledger) -> None:
    """Append a run with its steps again and again; print the run's id once it is safe."""
    while True:
        run = a_run()
        ledger.append([run, *(a_step(run=run.id, number=n) for n in range(4))])
        print(run.id, flush=True)


if __name__ == "__main__":
    path, times, room = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with Ledger.open(path) as ledger:
        if room:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            if not times:
                append_for_ever(ledger)
            for _ in range(times):
                ledger.append([a_run(), a_step(), a_step()])
        except OnetakeError as error:
            print(type(error).__name__, error.hint)
