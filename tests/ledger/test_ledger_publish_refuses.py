"""Places that sealed days cannot be published to: what was seen, and the fix."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from days import FIRST, Days, a_story
from deltalake import write_deltalake
from lakes import rows
from ledger_rows import a_run
from publishing import sealed

HERE = Path(__file__).parent


def test_without_the_extra_the_command_tells_how_to_install_it(days, publish, monkeypatch):
    sealed(days, a_story(0))
    monkeypatch.setitem(sys.modules, "deltalake", None)
    code, _, err = publish()
    assert code == 4 and "deltalake" in err and "pip install 'onetake[lake]'" in err


def test_nothing_sealed_is_nothing_published(days, publish, tmp_path):
    days.record(a_story(0))
    code, out, _ = publish()
    assert code == 0 and "no day is sealed" in out and "rows 5" in out and "ledger seal" in out
    assert not (tmp_path / "lake").exists()


def test_a_ledger_that_is_not_there_is_told(publish):
    code, _, err = publish()
    assert code == 4 and "ledger.db" in err


@pytest.mark.parametrize(
    ("where", "code", "what"),
    [
        ("a file", 2, "is a file"),
        ("a file/below", 4, "Not a directory"),
        ("/sys/lake", 4, "cannot be reached or written"),
        ("", 2, "no place"),
        ("100%25", 2, "has % in its name"),
        ("nfs://server/lake", 4, "Unknown scheme: nfs"),
        ("s3://me:s3cret@bucket/lake", 2, "password"),
        ("az://box/lake?sig=s3cret", 2, "after `?`"),
        ("s3://[bucket/lake", 2, "no address"),
        ("az://box/lake", 4, "credentials"),
    ],
)
def test_a_place_that_cannot_be_used_is_told(days, publish, tmp_path, where, code, what):
    (tmp_path / "a file").write_text("mine")
    sealed(days, [a_run()])
    done = publish(where)
    assert done[0] == code and what in done[2] and "s3cret" not in done[2]
    assert (tmp_path / "a file").read_text() == "mine"


@pytest.mark.parametrize(
    ("option", "code", "what"),
    [
        ("region", 2, "NAME=VALUE"),
        ("=x", 2, "NAME=VALUE"),
        ("aws_secret_access_key=s3cret", 2, "AWS_SECRET_ACCESS_KEY"),
        ("azure_storage_account_key=s3cret", 2, "secret"),
        ("aws_session_token=${secret.LAKE}", 3, "no declared secret"),
        ("aws_session_token=${secret.NONE}", 3, "NONE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(days, publish, tmp_path, option, code, what):
    (tmp_path / "onetake.yaml").write_text(
        "programme: Test\nenvironments: {dev: {}}\nsecrets: {NONE: {}}\n", "utf-8"
    )
    sealed(days, [a_run()])
    done = publish("lake", "--option", option)
    assert done[0] == code and what in done[2] and "s3cret" not in done[2]
    assert not (tmp_path / "lake").exists()


def test_somebody_elses_table_is_left_as_it_is(days, publish, tmp_path):
    sealed(days, a_story(0))
    write_deltalake(str(tmp_path / "lake" / "steps"), pa.table({"order": [1], "price": [2.5]}))
    code, _, err = publish()
    assert code == 4 and "lake/steps is a Delta table that Onetake did not make" in err
    assert "columns: order, price" in err and "place of its own" in err
    assert [path.name for path in (tmp_path / "lake").iterdir()] == ["steps"]


def test_a_table_whose_columns_were_changed_is_left_as_it_is(days, publish, tmp_path):
    sealed(days, a_story(0))
    publish()
    file = tmp_path / "lake" / "runs" / "_delta_log" / f"{0:020}.json"
    changed = file.read_text().replace(
        '\\"name\\":\\"turns\\",\\"type\\":\\"long\\"',
        '\\"name\\":\\"turns\\",\\"type\\":\\"string\\"',
    )
    assert changed != file.read_text()
    file.write_text(changed)
    code, _, err = publish()
    assert code == 4 and "unlike ours: turns string" in err


def test_the_days_of_another_ledger_are_left_as_they_are(days, publish, tmp_path):
    other = Days(tmp_path / "other" / "ledger.db", tmp_path / "other")
    other.home.mkdir()
    sealed(other, [a_run(turns=1)])
    sealed(days, [a_run(turns=2)])
    assert publish()[0] == 0
    days.place = other.place
    code, _, err = publish()
    assert code == 4 and "holds the days of another ledger" in err and "place of its own" in err
    assert rows(tmp_path / "lake" / "runs", "turns") == [(2,)]


def test_a_damaged_table_is_told(days, publish, tmp_path):
    sealed(days, [a_run()])
    publish()
    for file in (tmp_path / "lake" / "runs" / "_delta_log").iterdir():
        file.write_text("not JSON\n")
    code, _, err = publish()
    assert code == 4 and "lake/runs cannot be" in err and "publish again" in err


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"PAR1")])
def test_a_sealed_file_that_is_gone_or_changed_is_not_published(days, publish, tmp_path, spoil):
    sealed(days, a_story(0))
    spoil(tmp_path / "sealed" / "2025" / "11" / "22" / "steps.parquet")
    code, _, err = publish()
    assert code == 4 and f"rows of steps of {FIRST} are sealed" in err and "restore" in err
    assert not rows(tmp_path / "lake" / "steps")


def test_a_full_disk_publishes_no_half_day_and_the_next_time_completes_it(days, told, tmp_path):
    sealed(days, [a_run(goal=f"{n}" * 50) for n in range(2000)], [a_run()])
    where = tmp_path / "lake"
    done = subprocess.run(
        [sys.executable, HERE / "copier.py", "publish", days.place, where, "20000"],
        capture_output=True,
        text=True,
        check=True,
    )
    kind, message, hint = done.stdout.splitlines()
    assert kind == "CouldNotTell" and str(where) in message and "room" in hint
    assert rows(where / "runs") == []
    assert told()["rows"] == 2001 and len(rows(where / "runs")) == 2001
