"""Finds a programme's ledger: where it was declared to lie, and how long it keeps what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from onetake import declare
from onetake.errors import ProgrammeWrong
from onetake.flows.home import HOME, make_private
from onetake.flows.programme import ProgrammeFaulty
from onetake.flows.secrets import filled
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.postgres_address import is_address
from onetake.words.keeping import Keeping
from onetake.words.programme import Programme

EVIDENCE = "evidence"
_FILE = "ledger.db"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger lies (a path or an address), what is beside it, and how long it keeps what.

    `home` holds the evidence and whatever else lies on this machine only.
    """

    at: Path | str
    home: Path
    keeping: Keeping

    @property
    def shared(self) -> bool:
        """Whether other machines may use it, too."""
        return is_address(self.at)

    def open(self, *, writable: bool = True, settle: bool = True) -> Ledger:
        """Open the ledger. Raises LedgerUnusable."""
        if writable:
            make_private(self.home)
        return Ledger.open(self.at, writable=writable, home=self.home, settle=settle)

    def evidence(self) -> EvidenceStore:
        """Return the store of its evidence, with the limits that were declared."""
        # what is too large was cut before scrubbing, which may lengthen it
        largest, whole = 2 * self.keeping.largest, self.keeping.whole
        return EvidenceStore(self.home.absolute() / EVIDENCE, largest=largest, whole=whole)


def place_of(start: Path, given: Path | str | None = None) -> Place:
    """Return the place of the ledger of the programme at or above a folder, or of a given one.

    Raises ProgrammeWrong when it was not given, and onetake.yaml cannot be used or is not there.
    """
    try:
        folder = declare.find(start)
        reading = declare.read(folder, {}, journeys=False)
    except ProgrammeWrong:
        if not given:
            raise
        return chosen(given, Keeping(), HOME)
    if reading.programme is None:
        raise ProgrammeFaulty(reading.faults)
    return place_in(reading.programme, folder, given)


def place_in(programme: Programme, folder: Path, given: Path | str | None = None) -> Place:
    """Return the place of a programme's ledger, or of a given one that keeps what it keeps.

    Raises ProgrammeWrong for a secret in it that has no value.
    """
    home = folder / HOME
    if given:
        return chosen(given, programme.keeping, home)
    if not programme.keeping.at:
        return Place(home / _FILE, home, programme.keeping)
    turn = partial(quote, safe="") if is_address(programme.keeping.at) else str
    at = filled(programme.keeping.at, programme, folder, "the ledger's place", turn=turn)
    return chosen(at if is_address(at) else folder / at, programme.keeping, home)


def chosen(at: Path | str, keeping: Keeping, home: Path) -> Place:
    """Return a place somebody named; what belongs to a file lies beside it."""
    if is_address(at):
        return Place(str(at), home, keeping)
    return Place(Path(at), Path(at).parent, keeping)
