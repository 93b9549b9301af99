"""Publishes a ledger and is killed between two calls into delta-rs, as with kill -9.

Prints, for each such place in turn, what the lake was like afterwards: how many days of tables it
held, each of them whole, or what is wrong; and whether publishing again completed it.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from onetake.flows.publish import publish_ledger
from onetake.ledger import lake


def killed_at(moment: int, ledger: str, where: Path) -> bool:
    """Publish in a process that kills itself at its `moment`-th call; return whether it did.

    A library with threads is only ever imported in such a process, so that this one can be forked.
    """
    if (child := os.fork()) == 0:
        import deltalake

        left = iter(range(moment - 1, -1, -1))

        def counted(call: Callable) -> Callable:
            def run(*words: object, **more: object) -> object:
                count()
                found = call(*words, **more)
                count()
                return found

            return run

        def count() -> None:
            if next(left, 1) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def batches(*words: object) -> object:
            for batch in every(*words):
                count()
                yield batch
                count()

        every, lake._batches, lake._AT_ONCE = lake._batches, batches, 1
        deltalake.write_deltalake = counted(deltalake.write_deltalake)
        for name in ("create", "vacuum"):
            setattr(deltalake.DeltaTable, name, counted(getattr(deltalake.DeltaTable, name)))
        _publish(ledger, where)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def seen(ledger: str, where: Path) -> str:
    """Return what a lake is like, and what it is like after publishing again."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        before = _look(where)
        _publish(ledger, where)
        os.write(writing, f"{before} then {_look(where)}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told


def _publish(ledger: str, where: Path) -> None:
    publish_ledger(Path(), ledger, str(where))


def _look(where: Path) -> str:
    """Return how many days of tables a lake holds, as another reader of it finds them."""
    from lakes import live, rows

    found = [
        (path, live(path)) for path in sorted(where.glob("*")) if (path / "_delta_log").exists()
    ]
    days = {(path.name, file.parts[-3]) for path, files in found for file in files}
    count = sum(len(rows(path)) for path, _ in found)
    twice = sum(len(files) for _, files in found) - len(days)
    return f"days {len(days)} rows {count} twice {twice}"


def main(ledger: str, home: Path, step: int) -> None:
    """Kill publishing to a new place at every `step`-th call, until it ends before it is killed."""
    moment = 1
    while killed_at(moment, ledger, home / f"lake{moment}"):
        print(seen(ledger, home / f"lake{moment}"), flush=True)
        moment += step


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
