"""Sealed days in copies, after forgetting, and while others seal or append."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pyarrow.parquet as parquet
import pytest
from anybody import look, tamper
from days import DAY, FIRST, NOON, SECOND, THIRD, Days, a_story, told
from ledger_rows import (
    a_run,
)
from people import a_saying, said

from onetake.analysis import opened
from onetake.errors import CouldNotTell
from onetake.ledger import history, sealed_file
from onetake.ledger.audit import audit
from onetake.ledger.backup import backup
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.export import export, read_export
from onetake.ledger.forget import forget
from onetake.ledger.restore import restore
from onetake.ledger.seal import seal
from onetake.words.history import RunsWanted
from onetake.words.rows import RunRow


@pytest.fixture
def days(place, tmp_path) -> Days:
    """Return a ledger to record rows of several days in."""
    return Days(place, tmp_path)


def test_an_export_and_a_backup_hold_sealed_rows_and_need_no_files(days, tmp_path):
    days.record(a_story(0), a_story(1), a_story(2))
    with days.open() as ledger:
        list(seal(ledger, SECOND))
        head, rows = ledger.head(), list(ledger.entries())
        assert export(ledger, tmp_path / "rows.jsonl").head == head
        assert list(read_export(tmp_path / "rows.jsonl")) == rows
        (tmp_path / "elsewhere").mkdir()
        assert backup(ledger, tmp_path / "elsewhere" / "copy.db").head == head
    with Days(tmp_path / "elsewhere" / "copy.db", tmp_path / "elsewhere").open() as copy:
        assert copy.verify(head).holds and list(copy.entries()) == rows
        assert {row.day for row in seal(copy, SECOND)} == {FIRST, SECOND}
        assert copy.verify(head).holds and copy.count(RunRow) == 3


def test_a_restored_ledger_is_whole_and_is_sealed_again(days, tmp_path):
    days.record(a_story(0), a_story(1))
    store = EvidenceStore(tmp_path / "evidence")
    with days.open() as ledger:
        list(seal(ledger, FIRST))
        backup(ledger, tmp_path / "copy.db")
        before = told(ledger)
        list(seal(ledger))
        restore(ledger, tmp_path / "copy.db", store, replace=True)
        assert told(ledger) == before and ledger.verify().holds
        list(seal(ledger))
        assert told(ledger) == before and ledger.verify().holds
        assert ledger.append(a_story(0)[:1]).appended == 1


def test_a_sealed_ledger_is_itself_a_backup_with_its_files(days, tmp_path):
    days.record(a_story(0), a_story(1))
    with days.open() as ledger:
        list(seal(ledger))
        backup(ledger, tmp_path / "copy.db")
    with Days(tmp_path / "copy.db", tmp_path).open() as copy:
        list(seal(copy))
    other = Days(tmp_path / "other" / "ledger.db", tmp_path / "other")
    with other.open() as ledger, days.open() as source:
        restore(ledger, tmp_path / "copy.db", EvidenceStore(tmp_path / "other" / "evidence"))
        assert list(history.runs(ledger, RunsWanted())) == list(history.runs(source, RunsWanted()))


def test_what_was_read_before_a_restore_is_not_read_after_it(days, tmp_path):
    days.record(a_story(0), a_story(1))
    store = EvidenceStore(tmp_path / "evidence")
    with days.open() as ledger:
        backup(ledger, tmp_path / "copy.db")
        ledger.append(a_story(2))
        list(seal(ledger))
        backup(ledger, tmp_path / "later.db")
        turns = [[run.turns for run in history.runs(ledger, RunsWanted())]]
        for name in ("later.db", "copy.db", "later.db"):
            restore(ledger, tmp_path / name, store, replace=True)
            turns.append([run.turns for run in history.runs(ledger, RunsWanted())])
    assert turns == [[3, 2, 1], [3, 2, 1], [2, 1], [3, 2, 1]]


def test_a_column_that_came_after_a_file_is_empty_there(days):
    days.record([a_run(), a_run()], a_story(1))
    with days.open() as ledger:
        list(seal(ledger))
        runs = list(ledger.rows(RunRow))
        file = days.home / "sealed" / "2025" / "11" / "22" / "runs.parquet"
        parquet.write_table(parquet.read_table(file).drop_columns(["goal", "row"]), file)
        digest, name = sha256(file.read_bytes()).hexdigest(), "sealed/2025/11/22/runs.parquet"
        tamper(days.place, f"UPDATE seals SET digest = '{digest}' WHERE file = '{name}'")
        assert list(ledger.rows(RunRow)) == runs
        assert [entry.row for entry in ledger.entries()][:2] == runs[:2]
        with opened(ledger) as facts:
            assert facts.select("SELECT count(*), count(goal) FROM runs") == [(3, 0)]


def test_rows_arrive_and_others_seal_while_one_seals(days):
    days.record(*[a_story(number) for number in range(4)])
    with days.open() as ledger, days.open() as other, days.open() as third:
        made = a_story(9)[:1]
        for number, _ in enumerate(seal(ledger)):
            if number == 1:
                other.append(made)
        assert list(seal(third)) == []
        assert third.count(RunRow) == 5 and third.verify().holds


def test_two_that_seal_at_once_seal_everything_once(days):
    days.record(*[a_story(number) for number in range(4)])
    with days.open() as one, days.open() as other, ThreadPoolExecutor(2) as pool:
        both = pool.map(lambda ledger: list(seal(ledger)), (one, other))
        files = [row.file for rows in both for row in rows]
        assert len(files) == len(set(files)) == 15
        assert one.verify().holds and one.count(RunRow) == 4


def test_what_another_machine_seals_meanwhile_stays_where_that_put_it(days, tmp_path, monkeypatch):
    days.record(*[a_story(number) for number in range(3)])
    elsewhere, write = Days(days.place, tmp_path / "other"), sealed_file.write

    def later(*task):
        monkeypatch.setattr(sealed_file, "write", write)
        with elsewhere.open() as other:
            files.extend(seal(other, FIRST))
        write(*task)

    files = []
    monkeypatch.setattr(sealed_file, "write", later)
    with days.open() as ledger:
        assert {row.day for row in seal(ledger)} == {SECOND, THIRD}
    assert len(files) == 5
    assert not list((days.home / "sealed" / "2025" / "11" / "22").iterdir())
    shutil.copytree(tmp_path / "other" / "sealed", days.home / "sealed", dirs_exist_ok=True)
    with days.open() as ledger:
        assert ledger.verify().holds and ledger.count(RunRow) == 3


def test_a_day_that_is_not_over_for_the_server_stays(database, tmp_path):
    days = Days(database, tmp_path)
    days.record(a_story(0))
    days.turn(NOON + DAY // 3)
    with days.open(NOON + DAY) as ledger:
        with pytest.raises(CouldNotTell, match="2025-11-22 is not over"):
            list(seal(ledger))
        assert ledger.count() == 5
    assert look(database, "SELECT count(*) FROM runs") == [(1,)]
    assert look(database, "SELECT count(*) FROM sealed") == [(0,)]


def test_who_is_forgotten_leaves_nothing_in_sealed_files(days, tmp_path):
    days.record([a_saying("my card ends in 4711", "anna"), a_saying("hello", "bo")], a_story(1))
    store = EvidenceStore(tmp_path / "evidence")
    with days.open() as ledger:
        list(seal(ledger))
        assert said(ledger) == ["my card ends in 4711", "hello"]
        forget(ledger, "anna")
        assert said(ledger) == ["hello"] and ledger.verify().holds
        kept = audit(ledger, store)
        assert (kept.texts, kept.erased_texts, kept.bad) == (1, 1, 0)
    files = list((tmp_path / "sealed").rglob("*.parquet"))
    assert len(files) == 6 and not any(b"4711" in file.read_bytes() for file in files)


def test_a_sealed_rows_text_that_is_lost_is_told(days, tmp_path):
    days.record([a_saying("hello", "anna")])
    with days.open() as ledger:
        list(seal(ledger))
    tamper(days.place, "DELETE FROM texts")
    with days.open() as ledger:
        kept = audit(ledger, EvidenceStore(tmp_path / "evidence"))
        assert kept.faults == ("row 1 (steps): the text of said is gone, and nobody erased it",)


def test_files_are_for_their_owners_eyes_and_nothing_unfinished_stays(days):
    days.record(a_story(0))
    with days.open() as ledger:
        list(seal(ledger))
    folder = days.home / "sealed"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".parquet"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
