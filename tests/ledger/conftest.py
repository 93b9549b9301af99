"""A ledger to put rows in; also lets the tests of this folder share their rows."""

import sys
from pathlib import Path

import pytest

from onetake.ledger.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ledger will be."""
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path):
    """Yield an empty ledger."""
    with Ledger.open(path) as opened:
        yield opened
