"""`onetake ledger seal` by whole commands: what was sealed is found and told as before."""

import sqlite3
from contextlib import closing

import pytest
from sample_journeys import ECHO

from onetake.ledger.ledger import Ledger
from onetake.words.rows import RunRow

LONG_AGO = 1_763_812_800_000_000


@pytest.fixture
def folder(programme, onetake):
    """A programme that was tested once, a year ago; its rows are of the 22nd of November 2025."""
    made = programme({"hello": ECHO})
    assert onetake("test", at=made).code == 0
    past = made / ".onetake" / "past.db"
    with Ledger.open(made / ".onetake" / "ledger.db") as now:
        rows = [entry.row for entry in now.entries()]
    with Ledger.open(past, clock=lambda: LONG_AGO) as ledger:
        ledger.append(rows)
    with closing(sqlite3.connect(past, isolation_level=None)) as file:
        file.execute("ATTACH ? AS now", (str(past.with_name("ledger.db")),))
        file.execute("INSERT INTO texts SELECT * FROM now.texts")
    return made, past


def test_old_days_are_sealed_and_every_command_still_finds_them(folder, onetake):
    made, past = folder
    at = ("--ledger", past)
    before = onetake("runs", *at, "--json", at=made).json
    done = onetake("ledger", "seal", *at, at=made)
    assert done.code == 0 and done.out.startswith("Sealed 2025-11-22: rows ")
    assert onetake("runs", *at, "--json", at=made).json == before and before["runs"]
    assert onetake("report", *at, at=made).code == 0
    verified = onetake("ledger", "verify", *at, "--json", at=made).json
    assert verified["holds"] and verified["faults"] == []


def test_what_was_sealed_is_told_as_data_and_there_is_nothing_to_seal_twice(folder, onetake):
    made, past = folder
    told = onetake("ledger", "seal", "--ledger", past, "--json", at=made).json
    assert {file["day"] for file in told["files"]} == {"2025-11-22"}
    assert told["rows"] == sum(file["rows"] for file in told["files"])
    for file in told["files"]:
        assert (past.parent / file["file"]).is_file()
    with Ledger.open(past) as ledger:
        assert ledger.count(RunRow) == 1 and str(ledger.head()) == told["head"]
    assert "nothing to seal" in onetake("ledger", "seal", "--ledger", past, at=made).out


def test_days_after_until_stay_and_today_always_does(folder, onetake):
    made, past = folder
    early = onetake("ledger", "seal", "--until", "2025-11-21", "--ledger", past, at=made)
    assert "nothing to seal" in early.out
    assert "nothing to seal" in onetake("ledger", "seal", at=made).out


@pytest.mark.parametrize("day", ["yesterday", "22.11.2025", "2025-02-30"])
def test_a_day_that_is_none_is_refused(folder, onetake, day):
    done = onetake("ledger", "seal", "--until", day, at=folder[0])
    assert done.code == 2 and "is no day" in done.err and "Traceback" not in done.err


def test_a_folder_that_cannot_be_written_loses_nothing(folder, onetake):
    made, past = folder
    (past.parent / "sealed").write_text("in the way")
    done = onetake("ledger", "seal", "--ledger", past, at=made)
    assert done.code == 4 and "cannot be written" in done.err and "Traceback" not in done.err
    assert onetake("ledger", "verify", "--ledger", past, at=made).code == 0
