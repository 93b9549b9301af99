"""Verifies and exports the ledger of a programme."""

from __future__ import annotations

from pathlib import Path

from onetake import declare
from onetake.errors import UsageWrong
from onetake.flows.prepare import LEDGER
from onetake.ledger.chain import Head
from onetake.ledger.export import Exported
from onetake.ledger.ledger import Ledger
from onetake.ledger.verify import Verified


def verify_ledger(programme: Path, ledger: Path | None, head: str = "") -> Verified:
    """Recompute the whole chain, and compare it with a head remembered elsewhere when given.

    Raises LedgerUnusable when it cannot be read, UsageWrong when `head` is none.
    """
    try:
        remembered = Head.parse(head) if head else None
    except ValueError as error:
        raise UsageWrong(
            f"{head!r} is not a chain head: {error}",
            hint="give the head as a report or decision printed it",
        ) from None
    with Ledger.open(_path(programme, ledger), writable=False) as opened:
        return opened.verify(remembered)


def export_ledger(programme: Path, ledger: Path | None, target: Path) -> Exported:
    """Write every row as a line of JSON. Raises LedgerUnusable, or CouldNotTell for the target."""
    with Ledger.open(_path(programme, ledger), writable=False) as opened:
        return opened.export(target)


def _path(programme: Path, ledger: Path | None) -> Path:
    return ledger or declare.find(programme) / LEDGER
