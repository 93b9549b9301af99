"""Forgetting, expiring, backing up and restoring, as whole commands."""

import io
import json
import os
import sqlite3
import time
from contextlib import closing

import pytest

from onetake.errors import LedgerReadOnly

TALK = """\
goal: It says back what it is told
personas: [anna, bo]
steps:
  - echo.say: Hello, this is ${persona.name}
  - echo.hear: Hello
"""
PERSONAS = {
    "anna": "name: Anna Berg\nemail: anna@harbor.example\nphone: {pool: data/phones.csv}\n",
    "bo": "name: Bo Lind\ncustomer: C-1042\n",
}
PHONES = {"data/phones.csv": "number\n+49 170 1234567\n"}
CLOSED = {"closed": "goal: g\npersonas: [anna]\nsteps:\n  - api.get: /\n"}
SHOP = {"shop": "channel: api\naddress: http://127.0.0.1:9\n"}


@pytest.fixture
def talked(onetake, programme):
    """Return the folder of a programme whose journeys were walked once, as anna and as bo."""
    folder = programme({"talk": TALK}, personas=PERSONAS, **PHONES)
    assert onetake("test", at=folder).code == 0
    return folder


@pytest.fixture
def failed(onetake, programme):
    """Return the folder of a programme whose step failed, so that there is evidence."""
    folder = programme(CLOSED, systems=SHOP, personas=PERSONAS, **PHONES)
    assert onetake("test", at=folder).code == 1
    return folder


def files(folder):
    """Return the files of evidence."""
    return sorted(path for path in (folder / ".onetake" / "evidence").rglob("*") if path.is_file())


def words(folder):
    """Return what was said and heard and is still kept."""
    with closing(sqlite3.connect(folder / ".onetake" / "ledger.db")) as connection:
        return sorted(row[0] for row in connection.execute("SELECT DISTINCT words FROM texts"))


@pytest.mark.parametrize(
    ("person", "left"),
    [
        ("anna", "Bo Lind"),
        ("ANNA@harbor.example", "Bo Lind"),
        ("0049 170 1234567", "Bo Lind"),
        ("c-1042", "Anna Berg"),
    ],
)
def test_somebody_is_forgotten_and_the_ledger_holds(onetake, talked, person, left):
    done = onetake("ledger", "forget", person, "--yes")
    assert done.code == 0
    assert "Erased: texts 2, evidence 0." in done.out
    assert words(talked) == [f"Hello, this is {left}"]
    verified = onetake("ledger", "verify")
    assert verified.code == 0
    assert "Texts kept: 2, erased: 2; evidence kept: 0, erased: 0." in verified.out


def test_reasons_of_others_stay(onetake, programme):
    bye = TALK.replace("echo.hear: Hello", "echo.hear: Goodbye\n    patience: 50ms")
    folder = programme({"bye": bye}, personas=PERSONAS, **PHONES)
    assert onetake("test", at=folder).code == 1
    before = onetake("report", "--json").json
    assert onetake("ledger", "forget", "c-1042", "--yes").code == 0
    after = onetake("report", "--json").json
    erased = "its words were erased; rule expect.text"
    for kind in ("journeys", "runs"):
        anna, bo = (next(x for x in after[kind] if x["persona"] == name) for name in ("anna", "bo"))
        assert anna in before[kind] and "Hello, this is Anna Berg" in anna["reason"]
        assert bo["reason"] == erased
    of = {one["fix"].rpartition(" ")[2]: one for one in after["findings"]}
    assert of["anna"] in before["findings"] and of["bo"]["message"] == erased
    assert onetake("ledger", "verify").code == 0


def test_nothing_is_erased_before_it_was_said_so(onetake, talked):
    done = onetake("ledger", "forget", "anna")
    assert done.code == 2 and "--dry-run" in done.err and "--yes" in done.err
    dry = onetake("ledger", "forget", "anna", "--dry-run", "--json").json
    assert (dry["dry"], dry["erased"], dry["files"]) == (True, {"texts": 2, "evidence": 0}, 0)
    assert len(words(talked)) == 2


def test_who_is_asked_for_can_be_read_from_the_input(onetake, talked, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("anna@harbor.example\n"))
    done = onetake("ledger", "forget", "--yes", "--json").json
    assert done["erased"]["texts"] == 2 and len(done["pseudonyms"]) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert onetake("ledger", "forget", "--yes").code == 2


def test_what_cannot_be_reached_is_named(onetake, talked, tmp_path):
    backup, export, moved = tmp_path / "b.db", tmp_path / "e.jsonl", tmp_path / "moved.db"
    assert onetake("ledger", "backup", backup).code == 0
    assert onetake("ledger", "backup", moved).code == 0
    moved.rename(tmp_path / "elsewhere.db")
    told = onetake("ledger", "export", export, "--texts")
    assert "texts 4; head" in told.out
    done = onetake("ledger", "forget", "anna", "--yes", "--json").json
    there = {copy["place"]: (copy["kind"], copy["there"]) for copy in done["copies"]}
    assert there == {
        str(backup): ("backup", True),
        str(moved): ("backup", False),
        str(export): ("export", True),
    }
    assert done["declared"] == ["personas/anna.yaml"]
    out = onetake("ledger", "forget", "bo", "--yes").out
    assert f"Not reached: the backup {backup} of " in out
    assert "it is not there any more" in out and "personas/bo.yaml names them" in out
    assert "beyond Onetake's reach" in out


def test_reports_are_copies_that_are_named(onetake, talked, tmp_path):
    pages = {kind: tmp_path / f"r.{kind}" for kind in ("html", "xml", "json")}
    words = ("--html", pages["html"], "--junit", pages["xml"])
    assert onetake("test", "--summary", pages["json"], *words).code == 0
    again = tmp_path / "again.html"
    told = onetake("report", "--html", again, "--junit", "/dev/null")
    assert (told.code, told.err) == (0, "")
    done = onetake("ledger", "forget", "anna", "--yes", "--json").json
    assert {copy["place"]: copy["kind"] for copy in done["copies"]} == {
        str(pages["html"]): "HTML report",
        str(pages["xml"]): "JUnit report",
        str(pages["json"]): "summary",
        str(again): "HTML report",
    }
    assert f"the HTML report {again} of " in onetake("ledger", "forget", "bo", "--yes").out


def test_a_report_is_told_whose_copy_no_ledger_can_remember(onetake, talked, tmp_path, monkeypatch):
    def refuse(*_):
        raise LedgerReadOnly("The ledger may not be written.", hint="none")

    monkeypatch.setattr("onetake.flows.copies.note", refuse)
    told = onetake("report", "--json", "--html", tmp_path / "r.html")
    assert told.code == 0 and told.json["schema"] == 1
    assert f"The ledger does not know of {tmp_path / 'r.html'}" in told.err


def test_who_is_unknown_is_told_so_and_no_error(onetake, talked):
    done = onetake("ledger", "forget", "zoe", "--yes")
    assert (done.code, done.out) == (0, "The ledger keeps nothing under this name.\n")


def test_evidence_of_somebody_goes_with_their_texts(onetake, failed):
    assert len(files(failed)) == 2
    done = onetake("ledger", "forget", "+49 170 1234567", "--yes", "--json").json
    assert done["erased"]["evidence"] == done["files"] == 2
    assert files(failed) == []
    verified = onetake("ledger", "verify", "--json").json
    assert verified["holds"]
    assert verified["evidence"] == {"kept": 0, "erased": 2, "lingering": 0, "elsewhere": 0}


def test_a_file_that_was_erased_is_named_nowhere(onetake, failed, tmp_path):
    """Told again, a run says that its evidence is gone, and leads to no file that is not there."""
    onetake("ledger", "forget", "anna", "--yes")
    run = onetake("report", "--json", "--html", tmp_path / "r.html").json["runs"][0]
    assert [s["evidence"] for s in run["steps"] if s["evidence"]] == [["[erased]"]]
    for told in (onetake("report").out, onetake("runs", run["id"]).out):
        assert "evidence" in told and "[erased]" in told
        assert ".onetake/evidence" not in told
    assert "it was erased, on demand or by expiry" in (tmp_path / "r.html").read_text("utf-8")


def test_forgetting_again_removes_what_a_killed_one_left(onetake, failed):
    left = {file: file.read_bytes() for file in files(failed)}
    onetake("ledger", "forget", "anna", "--yes")
    for file, data in left.items():
        file.write_bytes(data)
    verified = onetake("ledger", "verify")
    assert verified.code == 0 and "Erased, but still there: 2" in verified.out
    assert onetake("ledger", "forget", "anna", "--yes", "--json").json["files"] == 2
    assert files(failed) == []


def test_an_export_holds_what_was_said_only_when_asked(onetake, talked, tmp_path):
    file = tmp_path / "e.jsonl"
    onetake("ledger", "export", file)
    assert "Anna Berg" not in file.read_text()
    assert onetake("ledger", "export", file, "--texts", "--json").json["known"] is True
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    texts = [line["texts"] for line in lines if "texts" in line]
    assert {"said": "Hello, this is Anna Berg"} in texts
    assert {"heard": "Hello, this is Anna Berg"} in texts


def test_what_is_overdue_expires_once_a_day_with_the_tests(onetake, talked):
    main = talked / "onetake.yaml"
    main.write_text(main.read_text() + "ledger: {retention: {texts: 1ms}}\n")
    assert onetake("ledger", "expire", "--dry-run").out.startswith("Would be erased")
    assert len(words(talked)) == 2
    assert onetake("test").code == 0
    assert len(words(talked)) == 2  # it was tidied today
    mark = talked / ".onetake" / "expired"
    os.utime(mark, (time.time() - 90_000,) * 2)
    assert onetake("test").code == 0
    assert words(talked) == []
    assert time.time() - mark.stat().st_mtime < 1000
    done = onetake("ledger", "expire", "--json").json
    assert done == {
        "schema": 1,
        "dry": False,
        "erased": {"texts": 0, "evidence": 0},
        "files": {"erased": 0, "orphans": 0},
    }
    assert onetake("ledger", "verify").code == 0


def test_evidence_expires_with_its_files_and_orphans_go(onetake, failed):
    store = failed / ".onetake" / "evidence"
    orphan = store / "ab" / f"{'ab' * 32}.txt"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_text("left by a process that was killed")
    os.utime(orphan, (0, 0))
    main = failed / "onetake.yaml"
    main.write_text(main.read_text() + "ledger: {retention: {evidence: 1ms}}\n")
    done = onetake("ledger", "expire")
    assert "texts 0, evidence 2." in done.out
    assert "no run ever recorded: 1." in done.out
    assert files(failed) == []
    assert onetake("ledger", "verify").code == 0


def test_a_backup_brings_everything_back_but_who_was_forgotten(onetake, failed, tmp_path):
    backup = tmp_path / "b.db"
    done = onetake("ledger", "backup", backup, "--evidence", "--json").json
    assert (done["evidence"], done["missing"], done["known"]) == (2, 0, True)
    refused = onetake("ledger", "restore", backup)
    assert refused.code == 2 and "--replace" in refused.err
    file, _ = files(failed)
    file.unlink()
    assert onetake("ledger", "verify").code == 1
    restored = onetake("ledger", "restore", backup, "--replace", "--json").json
    assert (restored["evidence"], restored["head"]) == (2, done["head"])
    assert file.exists() and onetake("ledger", "verify").code == 0
    onetake("ledger", "forget", "anna", "--yes")
    again = onetake("ledger", "restore", backup, "--replace")
    assert "Erased again, because somebody was forgotten since: texts 4, evidence 2." in again.out
    assert files(failed) == [] and onetake("ledger", "verify").code == 0


def test_a_lost_ledger_comes_back_without_who_was_forgotten(onetake, talked, tmp_path):
    backup, listed = tmp_path / "b.db", tmp_path / "kept.txt"
    onetake("ledger", "backup", backup)
    onetake("ledger", "forget", "anna", "--yes")
    (talked / ".onetake" / "erasures.txt").rename(listed)
    for file in (talked / ".onetake").glob("ledger.db*"):
        file.unlink()
    assert onetake("ledger", "restore", backup, "--erasures", tmp_path / "no").code == 2
    assert onetake("ledger", "restore", backup, "--erasures", listed).code == 0
    assert words(talked) == ["Hello, this is Bo Lind"]
    assert (talked / ".onetake" / "erasures.txt").read_text() == listed.read_text()


def test_a_backup_is_read_as_the_ledger_it_is(onetake, talked, tmp_path):
    onetake("ledger", "backup", tmp_path / "b.db")
    done = onetake("ledger", "verify", "--ledger", tmp_path / "b.db", "--json").json
    assert done["holds"] and done["texts"] == {"kept": 4, "erased": 0}


@pytest.mark.parametrize(
    "command",
    [("backup", "nowhere/b.db"), ("backup", "onetake.yaml"), ("export", "nowhere/e.jsonl")],
)
def test_a_copy_that_cannot_be_written_is_told(onetake, talked, command):
    done = onetake("ledger", *command, "--json")
    assert done.code == 4
    assert "cannot be written" in done.json["error"]["message"] and done.json["error"]["hint"]
    assert (talked / "onetake.yaml").read_text().startswith("programme: Test")


def test_the_declared_place_and_limits_are_used(onetake, programme, tmp_path):
    folder = programme(
        CLOSED,
        systems=SHOP,
        personas=PERSONAS,
        onetake="programme: Test\nenvironments: {dev: {}}\nledger: {at: kept/here.db, "
        "evidence: {largest: 1KB, whole: 1KB}}\n",
        **PHONES,
    )
    assert onetake("test", at=folder).code == 1
    assert (folder / "kept" / "here.db").exists() and (folder / "kept" / "evidence").is_dir()
    assert onetake("ledger", "verify").code == 0
    assert not (folder / ".onetake" / "ledger.db").exists()
    journey = folder / "journeys" / "closed.yaml"
    journey.write_text(CLOSED["closed"].replace("/\n", f"/{'x' * 800}\n"))
    done = onetake("test")
    assert done.code == 4 and "onetake ledger expire" in done.err


def test_a_place_with_an_unknown_secret_is_told(onetake, programme):
    place = "postgresql://onetake:${secret.nothing}@127.0.0.1/ledger"
    folder = programme({"talk": TALK}, onetake=f"programme: Test\nledger: {{at: '{place}'}}\n")
    done = onetake("ledger", "verify", at=folder)
    assert done.code == 3 and "no declared secret" in done.err
