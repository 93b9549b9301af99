"""Looking at all that rows refer to: is it what was kept, and is what is gone gone on purpose?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import orjson
from sqlalchemy import Connection, func, select

from onetake.errors import EvidenceMissing, EvidenceUnusable
from onetake.ledger.beside import BESIDE
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.sealed_sql import Whole
from onetake.ledger.statements import TABLES
from onetake.ledger.sweep import known
from onetake.words.personal import reference
from onetake.words.rows import REFERRING

_TEXTS, _ERASED = BESIDE["texts"], BESIDE["erased"]
_ERASING, _SEALING = BESIDE["erasing"], BESIDE["sealing"]
_STEPS, _ERASURES = TABLES["steps"], TABLES["erasures"]
_REFERRING = [(table, name) for table in TABLES.values() for name in REFERRING if name in table.c]
T = TypeVar("T")
_AT_ONCE = 500
_NAMED = 100
_WELL = _ERASED_EARLIER, _KEPT, _LINGERING, _ELSEWHERE = "erased", "kept", "lingering", "elsewhere"


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is beside the chain, what was erased, and the first hundred faults.

    `lingering` counts files of evidence that were erased and are still there, `elsewhere` those of
    a shared ledger that are not on this machine; `bad` counts all faults.
    """

    texts: int = 0
    evidence: int = 0
    erased_texts: int = 0
    erased_evidence: int = 0
    lingering: int = 0
    elsewhere: int = 0
    faults: tuple[str, ...] = ()
    bad: int = 0

    def __str__(self) -> str:
        """Return what is there as a sentence."""
        told = (
            f"Texts kept: {self.texts}, erased: {self.erased_texts}; "
            f"evidence kept: {self.evidence}, erased: {self.erased_evidence}."
        )
        if self.elsewhere:
            told += f" Evidence that is not on this machine: {self.elsewhere}."
        if self.lingering:
            told += f" Erased, but still there: {self.lingering}; run `onetake ledger expire`."
        return told


def audit(ledger: Ledger, store: EvidenceStore, *, shared: bool = False) -> Kept:
    """Look at every text and every piece of evidence that rows refer to.

    Of a `shared` ledger, other machines keep the evidence of their own runs.
    """
    faults: list[str] = []
    with ledger.reading() as connection:
        faults += _texts(connection)
        faults += _lost(connection, ledger.all_days.at(connection))
        texts, erased, told = _counts(connection)
    if erased != told:
        faults.append(f"texts listed as erased: {erased}, but erasures tell of {told}")
    files = Counter[str]()
    for names in _batches(_evidence(ledger)):
        with ledger.reading() as connection:
            needed, gone = known(connection, names)
        for name in names:
            state = _state(store, name, needed, gone, shared=shared)
            files[state] += 1
            if state not in _WELL:
                faults.append(state)
    return Kept(
        texts,
        files[_KEPT],
        erased,
        files[_ERASED_EARLIER] + files[_LINGERING],
        files[_LINGERING],
        files[_ELSEWHERE],
        tuple(faults[:_NAMED]),
        len(faults),
    )


def _texts(connection: Connection) -> Iterator[str]:
    """Yield what is wrong with texts: changed, or missing and never erased."""
    for table, what in ((_ERASING, "is beside the chain"), (_SEALING, "is in the chain")):
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            yield f"what {what} can be deleted: a seal stands in the table {table.name}"
    every = select(_TEXTS.c.digest, _TEXTS.c.salt, _TEXTS.c.words)
    for row in connection.execute(every, execution_options={"yield_per": _AT_ONCE}):
        if not _is_what_was_kept(row.digest, row.salt, row.words):
            yield f"text {row.digest}: it is not what was kept"


def _lost(connection: Connection, everything: Connection | Whole) -> Iterator[str]:
    """Yield the rows whose text is gone and was never erased."""
    for table, name in _REFERRING:
        named = table.c[name]
        query = select(table.c.seq, named).where(named.is_not(None)).order_by(table.c.seq)
        found = everything.execute(query, execution_options={"yield_per": _AT_ONCE})
        for some in _batches(found):
            there = _there(connection, [reference for _, reference in some])
            for seq, named_by in some:
                if named_by not in there:
                    what = f"the text of {name} is gone, and nobody erased it"
                    yield f"row {seq} ({table.name}): {what}"


def _there(connection: Connection, references: Sequence[str]) -> set[str]:
    """Return those references whose texts are kept or were erased."""
    kept = select(_TEXTS.c.digest).where(_TEXTS.c.digest.in_(references))
    erased = select(_ERASED.c.reference).where(_ERASED.c.reference.in_(references))
    return {name for query in (kept, erased) for name in connection.execute(query).scalars()}


def _is_what_was_kept(digest: str, salt: str, words: str) -> bool:
    try:
        return reference(bytes.fromhex(salt), words) == digest
    except ValueError:
        return False


def _counts(connection: Connection) -> tuple[int, int, int]:
    """Return how many texts there are, were erased, and were told of by erasures."""
    texts = select(func.count()).select_from(_TEXTS)
    erased = select(func.count()).where(~_ERASED.c.reference.contains("/"))
    told = select(func.coalesce(func.sum(_ERASURES.c.texts), 0))
    found = [int(connection.execute(query).scalar_one()) for query in (texts, erased, told)]
    return found[0], found[1], found[2]


def _evidence(ledger: Ledger) -> Iterator[str]:
    """Yield the name of every piece of evidence once."""
    query = select(_STEPS.c.evidence).where(_STEPS.c.evidence != "[]").distinct()
    with ledger.all_days.looking() as connection:
        several = connection.execute(query).scalars()
        yield from dict.fromkeys(name for names in several for name in orjson.loads(names))


def _state(
    store: EvidenceStore, name: str, needed: set[str], gone: set[str], *, shared: bool
) -> str:
    """Return what became of a piece of evidence, or what is wrong with it."""
    erased = name in gone and name not in needed
    try:
        store.get(name)
    except EvidenceMissing as error:
        if name in gone:
            return _ERASED_EARLIER
        return _ELSEWHERE if shared else error.message
    except EvidenceUnusable as error:
        return _LINGERING if erased else error.message
    return _LINGERING if erased else _KEPT


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    several = iter(items)
    while some := list(islice(several, _AT_ONCE)):
        yield some
