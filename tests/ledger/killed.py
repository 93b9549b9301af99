"""Does something to a ledger and is killed at each of its statements in turn, as with kill -9.

Prints, for each time, what the ledger was like afterwards: `before`, `after`, or what is wrong.
"""

import os
import signal
import sys
from collections import deque
from pathlib import Path

from people import said
from sqlalchemy import Engine, event

from onetake.ledger.audit import audit
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.expire import expire
from onetake.ledger.forget import forget
from onetake.ledger.ledger import Ledger
from onetake.ledger.restore import restore
from onetake.ledger.seal import seal
from onetake.words.decided import SealRow
from onetake.words.keeping import Retention


def do(work: str, place: str, home: Path) -> None:
    """Do the work whose name was given."""
    with Ledger.open(place, home=home) as ledger:
        if work == "forget":
            forget(ledger, "anna")
        elif work == "expire":
            expire(ledger, Retention(texts=-1, evidence=-1))
        elif work == "seal":
            deque(seal(ledger), maxlen=0)
        else:
            restore(ledger, home / "backup.db", EvidenceStore(home / "evidence"), replace=True)


def like(place: str, home: Path) -> str:
    """Return what a ledger is like, so that two can be compared; rows of seals do not count.

    A process of its own looks, so that no thread of a library is there when the next one is forked.
    """
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writing, _like(place, home).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        seen = pipe.read()
    os.waitpid(child, 0)
    return seen


def _like(place: str, home: Path) -> str:
    with Ledger.open(place, home=home) as ledger:
        verified, kept = ledger.verify(), audit(ledger, EvidenceStore(home / "evidence"))
        ids = [entry.row.id for entry in ledger.entries()]
        if (
            not verified.holds
            or kept.bad
            or len(set(ids)) != len(ids)
            or len(ids) != ledger.count()
        ):
            return f"{verified} {kept.faults} {len(ids)} {len(set(ids))} {ledger.count()}"
        rows = len(ids) - ledger.count(SealRow)
        return f"rows {rows} texts {kept.texts} erased {kept.erased_texts} {said(ledger)}"


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
