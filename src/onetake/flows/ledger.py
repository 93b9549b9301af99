"""Verifies and exports the ledger of a programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onetake import declare
from onetake.errors import EvidenceUnusable, UsageWrong
from onetake.flows.prepare import LEDGER
from onetake.flows.record import EVIDENCE
from onetake.ledger.chain import Head
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.export import Exported, export
from onetake.ledger.ledger import Ledger
from onetake.ledger.verify import Verified
from onetake.words.rows import StepRow


@dataclass(frozen=True, slots=True)
class Checked:
    """What recomputing the chain came to, and the evidence that is not as it was kept."""

    chain: Verified
    lost: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every row, and every piece of evidence, is as it was recorded."""
        return self.chain.holds and not self.lost


def verify_ledger(programme: Path, ledger: Path | None, head: str = "") -> Checked:
    """Recompute the whole chain and look at all evidence it names.

    The chain is compared with a head remembered elsewhere when one is given.

    Raises LedgerUnusable when it cannot be read, UsageWrong when `head` is none.
    """
    try:
        remembered = Head.parse(head) if head else None
    except ValueError as error:
        raise UsageWrong(
            str(error), hint="give the head as a report or decision printed it"
        ) from None
    path = _path(programme, ledger)
    with Ledger.open(path, writable=False) as opened:
        return Checked(opened.verify(remembered), tuple(_lost(opened, path.parent / EVIDENCE)))


def _lost(ledger: Ledger, folder: Path) -> Iterator[str]:
    """Yield the evidence that is gone, or not what was kept."""
    store = EvidenceStore(folder)
    for name in dict.fromkeys(name for row in ledger.rows(StepRow) for name in row.evidence):
        try:
            store.get(name)
        except EvidenceUnusable as error:
            yield error.message


def export_ledger(programme: Path, ledger: Path | None, target: Path) -> Exported:
    """Write every row as a line of JSON. Raises LedgerUnusable, or CouldNotTell for the target."""
    with Ledger.open(_path(programme, ledger), writable=False) as opened:
        return export(opened, target)


def _path(programme: Path, ledger: Path | None) -> Path:
    return ledger or declare.find(programme) / LEDGER
