"""Lets the ledger know of files that hold what was said and heard, to name them when forgetting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onetake.errors import LedgerReadOnly, LedgerUnusable
from onetake.flows.place import Place, place_of
from onetake.ledger.copies import Copy, note


def note_reports(programme: Path, ledger: str, files: Mapping[Path, str]) -> bool:
    """Remember a test's reports, each by what it is; return whether the ledger could be written.

    Raises ProgrammeWrong when no ledger was given and onetake.yaml cannot be used.
    """
    try:
        return remember(place_of(programme, ledger), files)
    except LedgerUnusable:
        return False


def remember(place: Place, files: Mapping[Path, str], made: int | None = None) -> bool:
    """Remember copies made now, or at `made` (µs UTC); False for a ledger that is read only.

    Raises LedgerUnusable when it cannot take them for another reason.
    """
    try:
        with place.open() as opened:
            when = opened.clock() if made is None else made
            for file, kind in files.items():
                note(opened, Copy(str(file.absolute()), kind, when))
    except LedgerReadOnly:
        return False
    return True
