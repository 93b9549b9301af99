"""Forgets somebody, and lets go what was kept as long as it may be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import time

from onetake import declare
from onetake.errors import OnetakeError, ProgrammeWrong
from onetake.flows.aside import expire_aside, forget_aside
from onetake.flows.people import all_names_of
from onetake.flows.place import Place, place_of
from onetake.flows.references import expire_references, forget_references
from onetake.ledger import expire as expiring
from onetake.ledger import forget as forgetting
from onetake.ledger.copies import Copy
from onetake.ledger.erase import Erased
from onetake.ledger.erasures import LIST, write_list
from onetake.ledger.ledger import Ledger
from onetake.ledger.persons import normalised
from onetake.ledger.pseudonymous import keyed
from onetake.ledger.sweep import Swept, remove, sweep
from onetake.ledger.wipe import wipe

_DAILY = 86_400.0
_MARK = "expired"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of somebody, or would be, and what is beyond our reach.

    `files` counts the evidence's files that were removed here. `copies` were made while the ledger
    kept something of them; `declared` are files of the programme that name them. `settled` is
    False while another process keeps old pages of the database's log; `waiting` counts rows that
    wait on this disk for the ledger, and may be theirs; `aside` counts lines of imports that were
    kept aside and erased.
    """

    known: forgetting.Known
    files: int = 0
    declared: tuple[str, ...] = ()
    settled: bool = True
    waiting: int = 0
    dry: bool = False
    aside: int = 0

    @property
    def copies(self) -> tuple[tuple[Copy, bool], ...]:
        """Each copy, and whether a file is still where it was written."""
        return tuple((copy, Path(copy.place).exists()) for copy in self.known.copies)


@dataclass(frozen=True, slots=True)
class Expired:
    """What was erased because its time was up, or would be, and the files removed for it."""

    erased: Erased
    swept: Swept = field(default_factory=Swept)
    dry: bool = False


def forget_person(programme: Path, ledger: str, name: str, *, dry: bool = False) -> Forgotten:
    """Erase all that a ledger keeps of somebody, or with `dry` only say what it would be.

    Raises LedgerUnusable, and EvidenceUnusable when a file cannot be removed: what rows refer to is
    erased by then, and `expire` removes the rest.
    """
    place = place_of(programme, ledger)
    declared = _declared(programme, name)
    with place.open(writable=not dry) as opened:
        if dry:
            return Forgotten(forgetting.look(opened, name), declared=declared, dry=True)
        known = forgetting.forget(opened, name)
        write_list(opened, place.home / LIST)
        forget_references(place.home)
        aside = forget_aside(place.home, name, partial(keyed, opened))
        files = remove(place.evidence(), known.erased.evidence)
        if not known.pseudonyms:  # one that was stopped half-way may have left files
            files += sweep(opened, place.evidence(), place.keeping.retention.evidence).erased
        waiting = opened.patient.everywhere()
        return Forgotten(known, files, declared, settled=wipe(opened), waiting=waiting, aside=aside)


def expire(programme: Path, ledger: str, *, dry: bool = False) -> Expired:
    """Erase what was kept as long as it may be, or with `dry` only say what it would be.

    Raises LedgerUnusable, EvidenceUnusable.
    """
    place = place_of(programme, ledger)
    with place.open(writable=not dry) as opened:
        if dry:
            return Expired(expiring.overdue(opened, place.keeping.retention), dry=True)
        return _expire(place, opened)


def expire_daily(place: Place, ledger: Ledger) -> None:
    """Do so once a day; what goes wrong is told to whoever runs `onetake ledger expire`."""
    mark = place.home / _MARK
    with suppress(OnetakeError, OSError):
        if mark.exists() and time() - mark.stat().st_mtime < _DAILY:
            return
        _expire(place, ledger)
        mark.touch()


def _expire(place: Place, ledger: Ledger) -> Expired:
    retention = place.keeping.retention
    erased = expiring.expire(ledger, retention)
    write_list(ledger, place.home / LIST)
    expire_references(place.home, retention.evidence, time())
    expire_aside(place.home, retention.texts, time())
    swept = sweep(ledger, place.evidence(), retention.evidence)
    if erased.texts or erased.evidence:
        wipe(ledger)
    return Expired(erased, swept)


def _declared(start: Path, name: str) -> tuple[str, ...]:
    """Return the files of a programme's personas that hold this name."""
    try:
        programme = declare.read(declare.find(start), {}, journeys=False).programme
    except ProgrammeWrong:
        return ()
    wanted, personas = normalised(name), programme.personas if programme else {}
    return tuple(
        persona.location.file
        for persona in personas.values()
        if wanted in map(normalised, all_names_of(persona))
    )
