"""Killed in the middle of erasing or restoring, the ledger is as before or as after; and disks."""

import subprocess
import sys
from pathlib import Path

import pytest
from anybody import look
from days import Days
from ledger_rows import a_run
from people import a_saying, said

from onetake.ledger.backup import backup
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.ledger import Ledger
from onetake.ledger.seal import seal

HERE = Path(__file__).parent


def run(script, *words):
    """Run a script of this folder and return the lines it printed."""
    done = subprocess.run(
        [sys.executable, HERE / script, *map(str, words)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("work", "step", "after"),
    [
        ("forget", 2, "then rows 8 texts 2 erased 2 ['early', 'bo']"),
        ("expire", 2, "then rows 7 texts 0 erased 4 []"),
        ("restore", 7, "then rows 1 texts 1 erased 0 ['early']"),
    ],
)
def test_killed_at_any_statement_all_of_it_happened_or_nothing(place, tmp_path, work, step, after):
    store = EvidenceStore(tmp_path / "evidence")
    with Ledger.open(place, home=tmp_path) as ledger:
        ledger.append([a_saying("early", "zoe")])
        backup(ledger, tmp_path / "backup.db")
    with Ledger.open(place, home=tmp_path) as ledger:
        name = store.put("x.txt", b"anna's")
        ledger.append([a_saying("one", "anna", evidence=(name,)), a_saying("two", "anna", "bo")])
        ledger.append([a_run(), a_run(), a_saying("bo", "bo")])
    *killed, end = run("killed.py", work, place, tmp_path, step)
    assert set(killed) <= {"before", after.removeprefix("then ")} and killed.count("before") > 5
    assert end == after


def test_killed_twenty_times_while_it_seals_nothing_is_lost_or_doubled(place, tmp_path):
    days = Days(place, tmp_path)
    days.record(*[[a_run(), a_saying(f"day {day}", "anna"), a_run()] for day in range(6)])
    *killed, end = run("killed.py", "seal", place, tmp_path, 1)
    assert set(killed) == {"before"} and len(killed) >= 20
    assert end == f"then rows 18 texts 6 erased 0 {[f'day {day}' for day in range(6)]}"
    assert look(place, "SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM steps)") == [
        (0,)
    ]
    assert len(list((tmp_path / "sealed").rglob("*.parquet"))) == 12
    assert not [path for path in (tmp_path / "sealed").rglob("*") if ".part" in path.name]


def test_a_full_disk_leaves_no_half_backup_and_the_earlier_one_as_it_was(place, tmp_path):
    target = tmp_path / "copies" / "backup.db"
    target.parent.mkdir()
    with Ledger.open(place) as ledger:
        ledger.append([a_run()])
        backup(ledger, target)
        earlier = target.read_bytes()
        ledger.append([a_run() for _ in range(2000)])
        kind, message, hint = run("copier.py", "backup", place, target, 400_000)
        assert kind in ("CouldNotTell", "LedgerFull") and ("cannot" in message) and hint
        assert [path.name for path in target.parent.iterdir()] == ["backup.db"]
        assert target.read_bytes() == earlier
        assert backup(ledger, target).rows == 2001


def test_a_full_disk_restores_nothing(path, tmp_path):
    target = tmp_path / "backup.db"
    with Ledger.open(tmp_path / "large.db") as large:
        large.append([a_run() for _ in range(2000)])
        backup(large, target)
    with Ledger.open(path) as ledger:
        ledger.append([a_saying("mine", "anna")])
        kind, _, hint = run("copier.py", "restore", path, target, 400_000)
        assert kind == "LedgerFull" and "Free some space" in hint
        assert said(ledger) == ["mine"] and ledger.verify().holds
        assert ledger.append([a_run()]).last == 2


def test_a_full_disk_seals_nothing_and_loses_nothing(place, tmp_path):
    days = Days(place, tmp_path)
    days.record([a_run() for _ in range(2000)], [a_run()])
    kind, message, hint = run("copier.py", "seal", place, tmp_path / "any", 50_000)
    assert kind == "CouldNotTell" and "runs.parquet" in message and "room" in hint
    assert look(place, "SELECT count(*) FROM runs") == [(2001,)]
    with days.open() as ledger:
        assert ledger.verify().holds
        assert [row.rows for row in seal(ledger)] == [2000, 1]
        assert ledger.verify().holds and ledger.count() == 2003
