"""A queue of the processes that write to one file; SQLite lets whoever asks at the right moment in.

The queue is the kernel's, for a lock on the file's folder, so a process that dies leaves it.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from onetake.errors import LedgerBusy


@contextmanager
def turn(file: Path, patience: float) -> Iterator[None]:
    """Wait for one's turn to write to a file, at most `patience` seconds; raises LedgerBusy.

    Where folders cannot be locked, there is no queue, and SQLite's own waiting is left.
    """
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        if not _now(descriptor) and not _soon(descriptor, patience):
            raise LedgerBusy(
                f"The ledger {file} is held by another process.",
                hint="Wait for the other process to end, or stop it, then run the command again.",
            )
        yield
    finally:
        os.close(descriptor)


def _now(descriptor: int) -> bool:
    """Take the lock if it is free; return whether there is nothing to wait for."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _soon(descriptor: int, patience: float) -> bool:
    """Wait in the queue; return whether the turn came in time.

    The lock is waited for by a thread, because the kernel knows no patience. A turn that comes too
    late is given back at once, with the thread's own descriptor.
    """
    own = os.dup(descriptor)
    came = threading.Event()

    def wait() -> None:
        with suppress(OSError):
            fcntl.flock(own, fcntl.LOCK_EX)
        came.set()
        os.close(own)

    threading.Thread(target=wait, name="turn", daemon=True).start()
    return came.wait(patience)
