"""Verifies, exports, backs up and restores the ledger of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onetake.errors import UsageWrong
from onetake.flows.copies import remember
from onetake.flows.place import place_of
from onetake.ledger import backup as backing
from onetake.ledger import restore as restoring
from onetake.ledger.audit import Kept, audit
from onetake.ledger.backup import BackedUp
from onetake.ledger.chain import Head
from onetake.ledger.erasures import LIST, read_list, write_list
from onetake.ledger.export import Exported, export
from onetake.ledger.restore import Restored
from onetake.ledger.verify import Verified


@dataclass(frozen=True, slots=True)
class Checked:
    """What recomputing the chain came to, and all that its rows refer to."""

    chain: Verified
    kept: Kept

    @property
    def holds(self) -> bool:
        """Whether every row, text and piece of evidence is as it was recorded, or was erased."""
        return self.chain.holds and not self.kept.bad


def verify_ledger(programme: Path, ledger: str, head: str = "") -> Checked:
    """Recompute the whole chain and look at every text and all evidence that it names.

    The chain is compared with a head remembered elsewhere when one is given.

    Raises LedgerUnusable when it cannot be read, UsageWrong when `head` is none.
    """
    try:
        remembered = Head.parse(head) if head else None
    except ValueError as error:
        raise UsageWrong(
            str(error), hint="give the head as a report or decision printed it"
        ) from None
    place = place_of(programme, ledger)
    with place.open(writable=False) as opened:
        return Checked(
            opened.verify(remembered), audit(opened, place.evidence(), shared=place.shared)
        )


def export_ledger(
    programme: Path, ledger: str, target: Path, *, texts: bool = False
) -> tuple[Exported, bool]:
    """Write every row as a line of JSON, and with `texts` what was said and heard.

    Also returns whether the ledger knows of it; one without texts holds nothing to forget. Raises
    LedgerUnusable, or CouldNotTell for the target.
    """
    place = place_of(programme, ledger)
    with place.open(writable=False) as opened:
        made = opened.clock()
        exported = export(opened, target, texts=texts)
    return exported, not texts or remember(place, {target: "export"}, made)


def backup_ledger(
    programme: Path, ledger: str, target: Path, *, evidence: bool = False
) -> tuple[BackedUp, bool]:
    """Write a copy of the whole ledger, and with `evidence` of that, too.

    Also returns whether the ledger knows of it, to name it when somebody is forgotten. Raises
    LedgerUnusable, LedgerTampered when the ledger does not hold, CouldNotTell for the
    target.
    """
    place = place_of(programme, ledger)
    with place.open(writable=False) as opened:
        made = opened.clock()
        store = place.evidence() if evidence else None
        written = backing.backup(opened, target, store)
    return written, remember(place, {target: "backup"}, made)


def restore_ledger(
    programme: Path,
    ledger: str,
    source: Path,
    *,
    replace: bool = False,
    erasures: Path | None = None,
) -> Restored:
    """Put a backup back, but for people who were forgotten since.

    Raises UsageWrong when there are rows already and `replace` is not said, LedgerTampered when
    the backup does not hold, LedgerUnusable.
    """
    place = place_of(programme, ledger)
    own = place.home / LIST
    lists = [*([own] if own.exists() else []), *([erasures] if erasures else [])]
    erased = [name for path in lists for name in read_list(path)]
    with place.open(settle=False) as opened:  # what waits comes on top of what is put back
        restored = restoring.restore(
            opened, source, place.evidence(), replace=replace, erased=erased
        )
        opened.patient.settle()
        write_list(opened, own)
        return restored
