"""Publishing again: what was sealed anew, lost or changed meanwhile, and what was stopped."""

from __future__ import annotations

import pytest
from days import DAY, NOON, SECOND, a_story
from deltalake import DeltaTable, write_deltalake
from lakes import everything, live, rows
from ledger_rows import a_run
from publishing import put_back, sealed

from onetake.commands import main
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.lake import Lake
from onetake.ledger.restore import restore
from onetake.ledger.seal import seal


def test_a_day_sealed_anew_takes_the_older_ones_place_and_its_files_go(
    days, publish, told, tmp_path
):
    back = put_back(days, "4711")
    assert len(told()["published"]) == 2
    assert "4711" in everything(tmp_path / "lake")
    back()
    code, out, _ = publish("lake", "--prune")
    assert code == 0 and "Replaced, since sealed anew or changed there: 1." in out
    assert "Removed, since the ledger has them no more: 1." in out
    assert "Files that only earlier versions had, removed: 2." in out
    assert told()["files"] == {"removed": 0, "left": 0}
    assert rows(tmp_path / "lake" / "runs", "goal") == [("stays",)]
    assert "4711" not in everything(tmp_path / "lake")


def test_as_many_rows_are_not_the_same_rows(days, told, tmp_path):
    back = put_back(days, "4711")
    told()
    back(a_run(goal="other"))
    assert [file["replaced"] for file in told("lake", "--prune")["published"]] == [True]
    assert rows(tmp_path / "lake" / "runs", "goal") == [("stays",), ("other",)]


def test_stopped_before_old_files_went_they_go_the_next_time(days, told, tmp_path, monkeypatch):
    back = put_back(days, "4711")
    told()
    back()
    with monkeypatch.context() as patch:
        patch.setattr(Lake, "clear", lambda *_, **__: 1 / 0)
        with pytest.raises(SystemExit):
            main(["ledger", "publish", "lake", "--prune", "--ledger", str(days.place)])
    assert "4711" in everything(tmp_path / "lake")
    done = told()
    assert (done["published"], done["files"]["removed"]) == ([], 2)
    assert "4711" not in everything(tmp_path / "lake")


def test_days_that_the_ledger_lost_stay_until_somebody_says_so(days, publish, told, tmp_path):
    back = put_back(days, "later")
    told()
    with days.open() as ledger:
        restore(ledger, days.home / "copy.db", EvidenceStore(days.home / "e"), replace=True)
    waiting = told()
    assert [day["day"] for day in waiting["lost"]] == [SECOND]  # the first waits to be sealed
    back()
    _, out, _ = publish()
    assert f"runs of {SECOND}" in out and "--prune" in out
    assert len(rows(tmp_path / "lake" / "runs")) == 2
    assert told("lake", "--prune")["dropped"] == [{"day": SECOND, "table": "runs"}]
    assert len(rows(tmp_path / "lake" / "runs")) == 1


def test_rows_that_somebody_took_out_of_the_lake_come_back(days, told, tmp_path):
    sealed(days, [a_run(turns=1), a_run(turns=2)])
    told()
    DeltaTable(str(tmp_path / "lake" / "runs")).delete("turns = 2")
    assert [file["replaced"] for file in told()["published"]] == [True]
    assert rows(tmp_path / "lake" / "runs", "turns") == [(1,), (2,)]


def test_a_column_that_came_later_is_added(days, told, tmp_path):
    sealed(days, [a_run(turns=5)])
    file = tmp_path / "lake" / "runs"
    told()
    table = DeltaTable(str(file))
    older = table.to_pyarrow_table().drop_columns(["goal"])
    described = table.metadata().description
    for path in sorted(file.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    write_deltalake(str(file), older, partition_by=["day", "seal"], description=described)
    with days.open(NOON + 4 * DAY) as ledger:
        ledger.append([a_run(goal="new")])
    with days.open(NOON + 6 * DAY) as ledger:
        list(seal(ledger))
    assert told()["passed"] == 1
    assert rows(file, "goal") == [(None,), ("new",)]


def test_what_a_killed_publishing_left_goes_when_asked(days, told, publish, tmp_path):
    sealed(days, a_story(0))
    told()
    left = live(tmp_path / "lake" / "runs")[0].with_name("part-00000-left.snappy.parquet")
    left.write_bytes(b"what nobody refers to")
    assert told()["files"] == {"removed": 0, "left": 1} and left.exists()
    assert "--vacuum removes them" in publish()[1]
    assert told("lake", "--vacuum")["files"] == {"removed": 1, "left": 0} and not left.exists()
    assert len(rows(tmp_path / "lake" / "runs")) == 1
