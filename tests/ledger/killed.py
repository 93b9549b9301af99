"""Does something to a ledger and is killed at each of its statements in turn, as with kill -9.

Prints, for each time, what the ledger was like afterwards: `before`, `after`, or what is wrong.
"""

import os
import signal
import sys
from pathlib import Path

from people import said
from sqlalchemy import Engine, event

from onetake.ledger.audit import audit
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.expire import expire
from onetake.ledger.forget import forget
from onetake.ledger.ledger import Ledger
from onetake.ledger.restore import restore
from onetake.words.keeping import Retention


def do(work: str, place: str, home: Path) -> None:
    """Do the work whose name was given."""
    with Ledger.open(place, home=home) as ledger:
        if work == "forget":
            forget(ledger, "anna")
        elif work == "expire":
            expire(ledger, Retention(texts=-1, evidence=-1))
        else:
            restore(ledger, home / "backup.db", EvidenceStore(home / "evidence"), replace=True)


def like(place: str, home: Path) -> str:
    """Return what a ledger is like, so that two can be compared."""
    with Ledger.open(place, home=home) as ledger:
        verified, kept = ledger.verify(), audit(ledger, EvidenceStore(home / "evidence"))
        state = f"rows {ledger.count()} texts {kept.texts} erased {kept.erased_texts}"
        return f"{state} {said(ledger)}" if verified.holds and not kept.bad else f"{kept.faults}"


def killed_at(moment: int, work: str, place: str, home: Path) -> bool:
    """Do the work in a process that kills itself before a statement; return whether it did."""
    child = os.fork()
    if child == 0:
        left = iter(range(moment - 1, -1, -1))

        @event.listens_for(Engine, "before_cursor_execute")
        def count(*_: object) -> None:
            if next(left) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        @event.listens_for(Engine, "commit")
        def commit(*_: object) -> None:
            count()

        try:
            do(work, place, home)
        except StopIteration:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main(work: str, place: str, home: Path, step: int) -> None:
    """Kill the work at every `step`-th statement, until it ends before it is killed."""
    before = like(place, home)
    moment = 1
    while killed_at(moment, work, place, home):
        now = like(place, home)
        print("before" if now == before else now, flush=True)
        moment += step
    print("then", like(place, home))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
