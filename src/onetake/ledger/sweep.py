"""Removing files of evidence that were erased, or that nobody ever recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, select

from onetake.ledger.beside import BESIDE
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger

_EXHIBITS, _ERASED = BESIDE["exhibits"], BESIDE["erased"]
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were removed: erased ones, and those that no row ever referred to."""

    erased: int = 0
    orphans: int = 0


def remove(store: EvidenceStore, names: Iterable[str]) -> int:
    """Remove files of evidence; return how many were there."""
    return sum(map(store.remove, names))


def sweep(ledger: Ledger, store: EvidenceStore, age: float) -> Swept:
    """Remove every file that was erased, and orphans older than `age` seconds.

    Orphans are what a process left that was killed before it recorded its rows. They may stay as
    long as any evidence may, for another ledger can lie beside the same folder.
    """
    before = ledger.clock() / 1e6 - age
    erased = orphans = 0
    for files in _batches(store.files()):
        with ledger.reading() as connection:
            needed, gone = known(connection, files)
        forsaken = {name for name, at in files.items() if at < before} - needed - gone
        erased += remove(store, gone - needed)
        orphans += remove(store, forsaken)
    return Swept(erased, orphans)


def erased(ledger: Ledger, names: Iterable[str]) -> set[str]:
    """Return those names of evidence that were erased, and that no row refers to any more."""
    found: set[str] = set()
    waiting = iter(names)
    with ledger.reading() as connection:
        while some := list(islice(waiting, _AT_ONCE)):
            needed, gone = known(connection, some)
            found |= gone - needed
    return found


def known(connection: Connection, names: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return those of at most a few hundred names that rows refer to, and those once erased."""
    wanted = list(names)
    needed = select(_EXHIBITS.c.name).where(_EXHIBITS.c.name.in_(wanted))
    gone = select(_ERASED.c.reference).where(_ERASED.c.reference.in_(wanted))
    return set(connection.execute(needed).scalars()), set(connection.execute(gone).scalars())


def _batches(files: Iterator[tuple[str, float]]) -> Iterator[dict[str, float]]:
    while some := dict(islice(files, _AT_ONCE)):
        yield some
