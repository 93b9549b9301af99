"""Remembers, for a report, what a programme's ledger knows of earlier tests."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from onetake.errors import OnetakeError
from onetake.flows.place import place_of
from onetake.ledger.past import past
from onetake.words.past import Past, Remembering


def remembering(start: Path, ledger: Path | str | None) -> Remembering:
    """Return what looks up the past in a programme's ledger, or in a given one."""
    return partial(_past, start, ledger)


def _past(start: Path, given: Path | str | None, environment: str, before: float) -> Past:
    """Return what was before; nothing where the ledger cannot tell, which a report bears."""
    try:
        with place_of(start, given).open(writable=False) as ledger:
            return past(ledger, environment, before)
    except OnetakeError:
        return Past()
