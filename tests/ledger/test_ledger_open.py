"""A ledger that cannot be used says why, and how to mend it."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from ledger_rows import a_run

from onetake.errors import (
    LedgerBusy,
    LedgerMissing,
    LedgerReadOnly,
    LedgerTampered,
    LedgerUnreadable,
    LedgerVersion,
)
from onetake.ledger.ledger import Ledger
from onetake.words.rows import RunRow

UNPRIVILEGED = Path(__file__).with_name("unprivileged.py")


def test_a_ledger_makes_its_folder_and_stays(tmp_path):
    path = tmp_path / "new" / "folder #1 100%?" / "ledger.db"
    with Ledger.open(path) as ledger:
        ledger.append([a_run()])
    assert [p.name for p in path.parent.iterdir()] == ["ledger.db"]
    with Ledger.open(str(path)) as ledger:
        assert ledger.count() == 1


def test_every_commit_waits_for_the_disk_and_uses_the_write_ahead_log(path):
    with Ledger.open(path) as ledger, ledger.reading() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "recursive_triggers")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1}


def test_importing_onetake_does_not_load_the_database_library():
    code = "import onetake, onetake.ledger, sys; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("below", [".", "folder"])
def test_reading_where_there_is_none_says_how_to_begin(tmp_path, below):
    with pytest.raises(LedgerMissing) as error:
        Ledger.open(tmp_path / below / "ledger.db", writable=False)
    assert "onetake test" in error.value.hint and error.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("writable", [True, False])
def test_a_folder_is_no_ledger(tmp_path, writable):
    with pytest.raises(LedgerUnreadable, match="is a folder, expected a file"):
        Ledger.open(tmp_path, writable=writable)


def test_a_file_where_a_folder_should_be_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerReadOnly) as error:
        Ledger.open(tmp_path / "file" / "ledger.db")
    assert "cannot be made" in error.value.message and "--ledger" in error.value.hint


@pytest.mark.parametrize("writable", [True, False])
@pytest.mark.parametrize("content", [b"a: programme\n" * 100, b"PK\x03\x04" + bytes(5000)])
def test_any_other_file_is_refused_and_untouched(path, writable, content):
    path.write_bytes(content)
    with pytest.raises(LedgerUnreadable, match="is not a ledger"):
        Ledger.open(path, writable=writable)
    assert path.read_bytes() == content


@pytest.mark.parametrize("writable", [True, False])
def test_a_database_of_another_program_is_refused_and_untouched(path, writable):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE runs (id)")
    content = path.read_bytes()
    with pytest.raises(LedgerUnreadable, match="a database of another program"):
        Ledger.open(path, writable=writable)
    assert path.read_bytes() == content


@pytest.mark.parametrize("writable", [True, False])
def test_a_ledger_of_a_newer_onetake_is_refused_with_the_fix(path, writable):
    Ledger.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(LedgerVersion) as error:
        Ledger.open(path, writable=writable)
    assert "form 99" in error.value.message and "Upgrade Onetake" in error.value.hint


def test_an_empty_file_becomes_a_ledger_but_is_none_to_read(path):
    path.touch()
    with pytest.raises(LedgerVersion, match="form 0"):
        Ledger.open(path, writable=False)
    with Ledger.open(path) as ledger:
        assert ledger.verify().holds


def test_a_process_that_holds_the_ledger_too_long_is_told(path):
    with Ledger.open(path, patience=0) as ledger:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(LedgerBusy, match="held by another process"),
            ledger.writing(),
        ):
            pass
        with pytest.raises(LedgerBusy, match="held by another process"):
            Ledger.open(path, patience=0)
        holder.execute("ROLLBACK")
        holder.close()
        assert ledger.append([a_run()]).last == 1


def test_a_new_ledger_waits_for_the_process_that_is_making_it(path, monkeypatch):
    maker = sqlite3.connect(path, isolation_level=None)
    maker.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(time, "sleep", lambda seconds: maker.execute("ROLLBACK"))
    with Ledger.open(path) as ledger:
        assert ledger.append([a_run()]).last == 1
    maker.close()


@pytest.mark.parametrize("text", ["'fine'", "CAST(x'ff' AS TEXT)"])
def test_reading_a_row_that_somebody_spoiled_points_to_verify(path, tmp_path, text):
    with Ledger.open(path) as ledger:
        ledger.append([a_run()])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER runs_refuse_update")
        connection.execute(f"UPDATE runs SET verdict = {text}")
    with Ledger.open(path, writable=False) as ledger:
        for read in (lambda: list(ledger.rows(RunRow)), lambda: list(ledger.entries())):
            with pytest.raises(LedgerTampered) as error:
                read()
            assert "onetake ledger verify" in error.value.hint


@pytest.fixture
def shared():
    """Yield a folder that another user can reach, with a ledger of one row in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    with Ledger.open(folder / "ledger.db") as ledger:
        ledger.append([a_run()])
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def as_somebody_else(path, mode):
    done = subprocess.run(
        [sys.executable, UNPRIVILEGED, path, mode], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_read_only_file_is_told_with_the_fix(shared):
    (shared / "ledger.db").chmod(0o444)
    seen = as_somebody_else(shared / "ledger.db", "write")
    assert seen.startswith("LedgerReadOnly") and "Make the file and its folder" in seen


def test_a_read_only_folder_is_told_and_its_ledger_can_still_be_read(shared):
    (shared / "ledger.db").chmod(0o444)
    shared.chmod(0o555)
    assert as_somebody_else(shared / "ledger.db", "write").startswith("LedgerReadOnly")
    assert as_somebody_else(shared / "ledger.db", "read").startswith("The ledger holds: rows 1")
    assert [file.name for file in shared.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_folder_that_may_not_be_entered_is_told(shared, mode):
    shared.chmod(0o000)
    seen = as_somebody_else(shared / "ledger.db", mode)
    assert seen.startswith("LedgerUnreadable") and "cannot be reached" in seen
