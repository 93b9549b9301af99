"""A ledger to put rows in, on every database; also lets the tests of this folder share files."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from postgres import database, postgres
from publishing import days, publish, told

from onetake.ledger.ledger import Ledger

__all__ = ["database", "days", "postgres", "publish", "told"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ledger will be that is a file."""
    return tmp_path / "ledger.db"


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Path | str:
    """Return where a ledger will be, on each database in turn."""
    return request.getfixturevalue("path" if request.param == "sqlite" else "database")


@pytest.fixture
def ledger(place: Path | str):
    """Yield an empty ledger."""
    with Ledger.open(place) as opened:
        yield opened
