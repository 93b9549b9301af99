"""Looking at all that rows refer to: is it what was kept, and is what is gone gone on purpose?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import orjson
from sqlalchemy import Connection, exists, func, select

from onetake.errors import EvidenceMissing, EvidenceUnusable
from onetake.ledger.beside import BESIDE
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.statements import TABLES
from onetake.ledger.sweep import known
from onetake.words.personal import reference
from onetake.words.rows import REFERRING

_TEXTS, _ERASED, _ERASING = BESIDE["texts"], BESIDE["erased"], BESIDE["erasing"]
_STEPS, _ERASURES = TABLES["steps"], TABLES["erasures"]
_REFERRING = [(table, name) for table in TABLES.values() for name in REFERRING if name in table.c]
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
    if connection.execute(select(func.count()).select_from(_ERASING)).scalar_one():
        yield "what is beside the chain can be deleted: a seal stands in the table erasing"
    every = select(_TEXTS.c.digest, _TEXTS.c.salt, _TEXTS.c.words)
    for row in connection.execute(every, execution_options={"yield_per": _AT_ONCE}):
        if not _is_what_was_kept(row.digest, row.salt, row.words):
            yield f"text {row.digest}: it is not what was kept"
    for table, name in _REFERRING:
        named = table.c[name]
        there = exists().where(_TEXTS.c.digest == named)
        erased = exists().where(_ERASED.c.reference == named)
        lost = select(table.c.seq).where(named.is_not(None), ~there, ~erased)
        for seq in connection.execute(lost).scalars():
            yield f"row {seq} ({table.name}): the text of {name} is gone, and nobody erased it"


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
    with ledger.reading() as connection:
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


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(names, _AT_ONCE)):
        yield some
