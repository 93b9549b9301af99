"""Locks between processes for what two runs must not share; a lock dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from onetake.errors import CouldNotTell

Release = Callable[[], None]


class FileLocks:
    """One file per thing, in a folder; whoever holds its lock has the thing.

    The operating system lets go of a lock when its process ends, however it ends, so nothing is
    ever leased by the dead.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = False

    def take(self, name: str) -> Release | None:
        """Return how to give back what a name stands for; None while another process has it.

        Raises CouldNotTell where no lock can be kept.
        """
        try:
            if not self._made:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._made = True
            digest = sha256(name.encode()).hexdigest()[:32]
            handle = os.open(self._folder / f"{digest}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise CouldNotTell(
                f"No lease can be noted in {self._folder} ({error.strerror}).",
                hint="make the folder writable: two tests at once must not share a persona",
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
        return lambda: os.close(handle)
