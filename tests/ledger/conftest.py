"""A ledger to put rows in."""

from pathlib import Path

import pytest

from onetake.ledger.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ledger will be."""
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path):
    """Yield an empty ledger."""
    with Ledger.open(path) as opened:
        yield opened
