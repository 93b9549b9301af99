"""Locks between processes for what two runs must not share; a lock dies with its process."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

from onetake.errors import CouldNotTell
from onetake.flows.place import Place
from onetake.ledger.postgres_leases import PostgresLocks

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


class Locks:
    """The locks of one programme in one environment: this machine's, and those of its ledger's.

    Machines that share a ledger in PostgreSQL share its locks, too.
    """

    def __init__(self, folder: Path, place: Place, within: tuple[str, str]) -> None:
        """Keep locks in a folder; `within` names the programme and the environment."""
        self._programme, self._environment = within
        self._files = FileLocks(folder)
        self._shared = PostgresLocks(str(place.at), time.monotonic) if place.shared else None

    def take(self, name: str) -> Release | None:
        """Return how to give back what a name stands for; None while others have it.

        Raises CouldNotTell where no lock can be kept.
        """
        whole = f"{self._environment} {name}"
        release = self._files.take(whole)
        if release is None or self._shared is None:
            return release
        also = self._shared.take(f"{self._programme} {whole}")
        if also is None:
            release()
            return None
        return partial(_both, also, release)

    def close(self) -> None:
        """Give back whatever is held by the ledger's database."""
        if self._shared is not None:
            self._shared.close()


def _both(first: Release, second: Release) -> None:
    first()
    second()
