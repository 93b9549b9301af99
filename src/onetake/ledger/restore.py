"""Putting a backup back: all of it or nothing, and without anybody who was forgotten since."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, RowMapping, insert, select

from onetake.errors import LedgerMissing, UsageWrong
from onetake.ledger import sealed
from onetake.ledger.beside import BESIDE
from onetake.ledger.carry import carry, clear, take_back
from onetake.ledger.chain import Head
from onetake.ledger.entries import records
from onetake.ledger.erase import Erased
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.forget import forget_again, forgotten
from onetake.ledger.ledger import Ledger
from onetake.ledger.sweep import remove
from onetake.ledger.verify import check, joined

_COPIES, _EXHIBITS = BESIDE["copies"], BESIDE["exhibits"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: how many rows, up to which head, how much evidence.

    `again` is what was erased again, since its people were forgotten after the backup was made;
    `head` is the chain's head after that.
    """

    rows: int
    head: Head
    evidence: int
    again: Erased

    def __str__(self) -> str:
        """Return the result as a sentence."""
        told = f"Restored and verified: rows {self.rows}, evidence {self.evidence}; "
        told += f"head {self.head}."
        if self.again.texts or self.again.evidence:
            told += (
                f" Erased again, because somebody was forgotten since: texts {self.again.texts}, "
                f"evidence {len(self.again.evidence)}."
            )
        return told


def restore(
    ledger: Ledger,
    path: Path,
    store: EvidenceStore,
    *,
    replace: bool = False,
    erased: Iterable[str] = (),
) -> Restored:
    """Put the backup at `path` into a ledger, in one transaction; its evidence goes first.

    `erased` are pseudonyms of people forgotten since, beside those that the ledger itself knows.
    Raises UsageWrong when the ledger holds rows and `replace` is not set, LedgerTampered when the
    backup does not verify.
    """
    _refuse(ledger, path)
    if not replace:
        _demand_empty(ledger)
    with Ledger.open(path, writable=False) as source, source.reading() as found:
        verified = source.verify()
        verified.demand()
        with ledger.reading() as connection:
            known = {*forgotten(connection), *erased}
        evidence = sum(_evidence(_needed(found, known), path, store))
        with ledger.writing() as connection:
            if not replace:
                _demand_empty(ledger)
            subjects = dict.fromkeys((*forgotten(connection), *erased))
            copies = connection.execute(select(_COPIES)).mappings().all()
            clear(connection)
            carry(found, connection)
            take_back(connection, sealed.parts(found, source.home))
            joined([check(records(connection, ()), Head(), verified.head)], verified.head).demand()
            _note(connection, copies)
            again = forget_again(ledger, connection, subjects)
    remove(store, again.evidence)
    return Restored(ledger.count(), ledger.head(), evidence, again)


def _refuse(ledger: Ledger, path: Path) -> None:
    if not path.is_file():
        raise LedgerMissing(
            f"There is no backup at {path}.", hint="Name a file that `onetake ledger backup` wrote."
        )
    if Path(ledger.place).exists() and path.samefile(ledger.place):
        raise UsageWrong(
            f"{path} is the ledger itself", hint="name a backup, or another ledger with --ledger"
        )


def _demand_empty(ledger: Ledger) -> None:
    rows = ledger.count()
    if rows:
        raise UsageWrong(
            f"the ledger {ledger.place} holds {rows} rows",
            hint="back it up if you want them, then add --replace",
        )


def _note(connection: Connection, copies: Collection[RowMapping]) -> None:
    """Remember the copies that the ledger knew of; the backup may know of the same."""
    there = set(connection.execute(select(_COPIES.c.place)).scalars())
    fresh = [dict(copy) for copy in copies if copy["place"] not in there]
    if fresh:
        connection.execute(insert(_COPIES), fresh)


def _needed(connection: Connection, forgotten: Iterable[str]) -> list[str]:
    """Return the names of the evidence that a backup needs without those people's."""
    exhibits = connection.execute(select(_EXHIBITS.c.name, _EXHIBITS.c.person).distinct())
    without = set(forgotten)
    return sorted({row.name for row in exhibits if row.person not in without})


def _evidence(names: Iterable[str], path: Path, store: EvidenceStore) -> Iterator[int]:
    """Keep these pieces of the backup's evidence; yield one for each."""
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as file:
        if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'files'").fetchone():
            return
        for name in names:
            for (data,) in file.execute("SELECT data FROM files WHERE name = ?", (name,)):
                store.restore(name, data)
                yield 1
