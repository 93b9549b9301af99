"""`onetake ledger publish` by whole commands: others read sealed days as Delta Lake tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from bucket import bucket
from days import FIRST, SECOND, Days, a_story
from deltalake import DeltaTable
from lakes import everything, rows
from ledger_rows import a_run, one_of_each
from people import a_saying
from publishing import put_back, sealed

from onetake.commands import main
from onetake.ledger.beside import SEALABLE
from onetake.ledger.forget import forget
from onetake.ledger.seal import seal

HERE = Path(__file__).parent


def test_sealed_days_are_read_by_delta_and_by_whoever_reads_its_files(days, publish, tmp_path):
    files = sealed(days, a_story(0), a_story(1), a_story(2), until=SECOND)
    code, out, _ = publish()
    lines = out.splitlines()
    assert code == 0 and lines[0].startswith(f"Published {FIRST} to {SECOND} to ")
    assert lines[0].endswith("rows 10, files 10; there already: files 0.")
    assert "rows 5" in lines[1] and "onetake ledger seal" in lines[1] and len(lines) == 2
    seals = {(row.day, row.digest) for row in files if row.sealed == "runs"}
    columns = "seq, goal, turns, CAST(day AS text), seal"
    by_hand = rows(tmp_path / "lake" / "runs", columns)
    assert [row[2:4] for row in by_hand] == [(1, FIRST), (2, SECOND)]
    assert {row[3:] for row in by_hand} == seals
    table = DeltaTable(str(tmp_path / "lake" / "runs")).to_pyarrow_table()
    assert table.sort_by("seq")["turns"].to_pylist() == [1, 2]
    assert sorted(path.name for path in (tmp_path / "lake").iterdir()) == sorted(SEALABLE[:5])


def test_every_value_is_as_it_was_sealed(days, told, tmp_path):
    files = sealed(days, one_of_each(), a_story(1))
    assert told()["rows"] == sum(file.rows for file in files)
    for name in SEALABLE:
        there = pa.concat_tables(
            [pa.parquet.read_table(tmp_path / file.file) for file in files if file.sealed == name]
        )
        table = DeltaTable(str(tmp_path / "lake" / name)).to_pyarrow_table().sort_by("seq")
        assert table.drop_columns(["day", "seal"]).to_pylist() == there.to_pylist()


def test_published_twice_nothing_is_added_and_new_days_come_on_top(days, publish, told, tmp_path):
    sealed(days, a_story(0), a_story(1), until=FIRST)
    assert [file["day"] for file in told()["published"]] == [FIRST] * 5
    before = sorted((tmp_path / "lake").rglob("*"))
    again = told()
    assert (again["rows"], again["published"], again["passed"], again["waiting"]) == (0, [], 5, 5)
    assert sorted((tmp_path / "lake").rglob("*")) == before
    assert publish()[1].startswith("Nothing new for ")
    with days.open() as ledger:
        list(seal(ledger))
    later = told()
    assert [file["day"] for file in later["published"]] == [SECOND] * 5
    assert (later["passed"], later["waiting"], later["files"]) == (5, 0, {"removed": 0, "left": 0})
    assert len(rows(tmp_path / "lake" / "steps")) == 2


def test_a_ledger_on_a_server_is_published_too(database, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    sealed(Days(database, tmp_path / ".onetake"), a_story(0), [a_run(turns=7)])
    for passed in (0, 6):
        with pytest.raises(SystemExit) as ended:
            main(["ledger", "publish", "lake", "--ledger", str(database), "--json"])
        out = json.loads(capsys.readouterr().out)
        assert (ended.value.code, out["passed"], out["waiting"]) == (0, passed, 0)
    assert rows(tmp_path / "lake" / "runs", "turns") == [(1,), (7,)]


def test_what_was_forgotten_is_nowhere_in_the_lake(days, told, tmp_path):
    sealed(days, [a_saying("my card ends in 4711", "anna"), a_saying("hello", "bo")])
    told()
    assert "4711" not in everything(tmp_path / "lake")
    with days.open() as ledger:
        forget(ledger, "anna")
    assert told()["published"] == []
    assert "4711" not in everything(tmp_path / "lake")


def test_killed_anywhere_each_day_is_there_or_not_and_the_next_time_completes_it(days, tmp_path):
    sealed(days, a_story(0), [a_run() for _ in range(3)])
    done = subprocess.run(
        [sys.executable, HERE / "killed_publish.py", days.place, tmp_path, "4"],
        capture_output=True,
        text=True,
        check=True,
    )
    first = [line.partition(" then ") for line in done.stdout.splitlines()]
    whole = "days 6 rows 8 twice 0"
    assert {after for _, _, after in first} == {whole} and len(first) >= 10
    partly = {f"days {n} rows {n} twice 0" for n in range(6)} | {
        f"days {n} rows {n + 2} twice 0" for n in range(2, 7)
    }
    assert {before for before, *_ in first} <= partly and len({one[0] for one in first}) > 4


def test_an_object_store_is_published_to_with_a_secret_by_its_name(days, tmp_path):
    (tmp_path / "onetake.yaml").write_text(
        "programme: Test\nenvironments: {dev: {}}\nsecrets: {LAKE: {}}\n", "utf-8"
    )
    back = put_back(days, "4711")

    def published(token):  # a process of its own: delta-rs lets no other thread of Python run
        words = ["--option", "aws_session_token=${secret.LAKE}", "--option", "aws_region=here"]
        words += ["--ledger", str(days.place), "--prune"]
        return subprocess.run(
            [sys.executable, "-m", "onetake", "ledger", "publish", "s3://lake/quality/", *words],
            env=os.environ | store.environment | {"LAKE": token},
            capture_output=True,
            text=True,
            check=False,
        )

    with bucket("t0ken") as store:
        assert "s3://lake/quality: rows 3, files 2; there" in published("t0ken").stdout
        assert published("t0ken").stdout.splitlines() == [
            "Nothing new for s3://lake/quality; there already: files 2."
        ]
        back()
        assert "only earlier versions had, removed: 2." in published("t0ken").stdout
        assert "removed" not in published("t0ken").stdout
        for key, value in store.kept.items():
            path = tmp_path / "copied" / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(value)
        done = published("an0ther")
        assert done.returncode == 4 and "403" in done.stderr and "credentials" in done.stderr
        assert "an0ther" not in done.stderr and "Traceback" not in done.stderr
    assert rows(tmp_path / "copied" / "quality" / "runs", "goal") == [("stays",)]
    assert "4711" not in everything(tmp_path / "copied")
