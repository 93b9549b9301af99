"""Appending with patience: while the ledger cannot take rows, they wait on this disk.

They arrive exactly once and in order: nothing is put past what waits, and a row that comes a
second time is known by its id.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from onetake.errors import LedgerAway, LedgerBusy, LedgerFull, LedgerUnusable
from onetake.ledger.append import Receipt, append
from onetake.ledger.chain import Head
from onetake.ledger.codec import Draft
from onetake.ledger.store import Store
from onetake.ledger.waiting import FOLDER, Waiting, known_as

PASSES = (LedgerAway, LedgerBusy)
"""What passes by itself; while it lasts, rows wait."""
_LONGEST_PAUSE = 30.0


class Patient:
    """Appends to a store, or keeps rows waiting below `home`; any number of threads share it.

    While rows wait, a thread tries to deliver them, first after `pause` seconds, then less often.
    """

    def __init__(self, store: Store, home: Path, pause: float = 1.0) -> None:
        self._store = store
        self._pause = pause
        self._beginning = threading.Lock()
        self._delivering = threading.Lock()
        self._waiting = Waiting(home / FOLDER, known_as(store.place))
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def append(self, drafts: Sequence[Draft]) -> Receipt:
        """Append drafts, or let them wait; on return they are on a disk either way.

        Raises LedgerUnusable when the store refuses them for good, or they cannot wait either.
        """
        if self._waiting.some:
            return self._keep(drafts, None)
        try:
            return append(self._store, drafts)
        except PASSES as error:
            return self._keep(drafts, error)

    def settle(self) -> int:
        """Deliver what waits, also what a process that is gone left; return how many rows still do.

        Raises LedgerUnusable for what will not pass by itself.
        """
        with self._delivering:
            with suppress(*PASSES):
                self._waiting.deliver(partial(append, self._store))
            return self._waiting.count()

    def everywhere(self) -> int:
        """Return how many rows wait on this disk at most, those of living processes included."""
        return self._waiting.everybodys()

    def close(self) -> None:
        """Deliver no more; what waits is left to the next command."""
        self._ending.set()
        if self._thread:
            self._thread.join()
        self._waiting.close()

    def _keep(self, drafts: Sequence[Draft], why: LedgerUnusable | None) -> Receipt:
        """Let drafts wait, behind those that do already."""
        try:
            self._waiting.put(drafts)
        except OSError as error:
            raise LedgerFull(
                f"The ledger {self._store.place} cannot take rows now, and they cannot wait "
                f"on this disk either ({error.strerror or error}).",
                hint="Make room in .onetake and mend the ledger, then run the command again.",
            ) from why or error
        with self._beginning:
            if not (self._thread and self._thread.is_alive()):
                self._thread = threading.Thread(target=self._deliver, name="waiting", daemon=True)
                self._thread.start()
        return Receipt(0, 0, Head(), waiting=len(drafts))

    def _deliver(self) -> None:
        """Try again and again until nothing waits, or the ledger refuses for good."""
        pause = self._pause
        with suppress(LedgerUnusable):
            while not self._ending.wait(pause) and self.settle():
                pause = min(pause * 2, _LONGEST_PAUSE)
