"""Restoring loses no row that waits; whatever holds people's words is private."""

import stat
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "ledger"))

from ledger_rows import a_run

from onetake.flows.ledger import restore_ledger
from onetake.ledger.backup import backup
from onetake.ledger.export import export
from onetake.ledger.ledger import Ledger, prepare
from onetake.ledger.waiting import Waiting


@pytest.fixture
def lost(tmp_path):
    """Return a ledger's path and its backup: the ledger was lost while two rows waited for it."""
    place = tmp_path / "home" / "ledger.db"
    with Ledger.open(place) as ledger:
        ledger.append([a_run() for _ in range(3)])
        backup(ledger, tmp_path / "backup.db")
    for file in place.parent.glob("ledger.db*"):
        file.unlink()
    waiting = Waiting(place.parent / "waiting", str(place))
    waiting.put(prepare([a_run(), a_run()]))
    waiting.close()
    return place, tmp_path / "backup.db"


def test_rows_that_wait_are_found_by_any_way_to_the_ledger(lost, monkeypatch):
    place, _ = lost
    monkeypatch.chdir(place.parent)
    with Ledger.open(place.name) as ledger:
        assert ledger.count() == 2


def test_rows_that_wait_come_on_top_of_what_is_put_back(lost, tmp_path):
    place, source = lost
    assert restore_ledger(tmp_path, str(place), source).rows == 3
    with Ledger.open(place) as ledger:
        assert ledger.count() == 5 and ledger.verify().holds
    assert not list((place.parent / "waiting").iterdir())


def test_ledger_backup_and_export_are_their_owners_only(tmp_path):
    with Ledger.open(tmp_path / "home" / "ledger.db") as ledger:
        ledger.append([a_run()])
        backup(ledger, tmp_path / "backup.db")
        export(ledger, tmp_path / "rows.jsonl", texts=True)
        files = [*(tmp_path / "home").glob("ledger.db*"), *tmp_path.glob("*.*")]
        assert len(files) == 5
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
