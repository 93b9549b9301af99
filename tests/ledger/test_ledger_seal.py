"""Sealing days: rows leave the database for files, and everybody still sees them."""

from __future__ import annotations

import os
from dataclasses import fields

import pytest
from anybody import Refused, connected, look, tamper
from days import DAY, FIRST, NOON, SECOND, Days, a_story, told
from ledger_rows import a_run, one_of_each

from onetake.analysis import opened
from onetake.errors import CouldNotTell, LedgerUnreadable
from onetake.ledger import history, sealed_file
from onetake.ledger import seal as sealing
from onetake.ledger.audit import audit
from onetake.ledger.backup import backup
from onetake.ledger.beside import SEALABLE
from onetake.ledger.codec import codecs
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.export import export
from onetake.ledger.pseudonymous import there
from onetake.ledger.seal import seal
from onetake.words.decided import SealRow
from onetake.words.history import RunsWanted
from onetake.words.ids import uuid7
from onetake.words.rows import FindingRow, RunRow


@pytest.fixture
def days(place, tmp_path) -> Days:
    """Return a ledger to record rows of several days in."""
    return Days(place, tmp_path)


def test_everything_is_read_as_before(days):
    days.record(a_story(0), a_story(1), a_story(2))
    with days.open() as ledger:
        before, head, rows = told(ledger), ledger.head(), list(ledger.entries())
        assert [row.day for row in seal(ledger, SECOND)] == [FIRST, SECOND] * 5
        assert told(ledger) == before
        assert list(ledger.entries())[:15] == rows
        assert ledger.count() == 25 and ledger.count(RunRow) == 3
        verified = ledger.verify(head)
        assert (verified.holds, verified.rows) == (True, 25)
    assert look(days.place, "SELECT count(*) FROM runs") == [(1,)]


def test_sealing_goes_on_where_it_ended_and_rows_go_on_too(days):
    days.record(a_story(0), a_story(1))
    with days.open() as ledger:
        assert len(list(seal(ledger, FIRST))) == 5
        assert list(seal(ledger, FIRST)) == []
        ledger.append(a_story(2))
        before = told(ledger)
        assert [row.day for row in seal(ledger)] == [SECOND] * 5
        assert told(ledger) == before
        ledger.append(a_story(3))
        assert ledger.count(RunRow) == 4 and ledger.verify().holds
        assert [run.turns for run in history.runs(ledger, RunsWanted())] == [4, 3, 2, 1]


def test_every_value_of_every_table_is_in_its_file_as_it_was(days):
    rows = one_of_each()
    days.record(rows)
    with days.open() as ledger, opened(ledger) as facts:
        sealed = [row.sealed for row in seal(ledger)]
        assert sealed == list(SEALABLE)
        for row in rows:
            assert row in list(ledger.rows(type(row)))
            columns = ", ".join(f'"{field.name}"' for field in fields(row))
            assert len(facts.select(f'SELECT {columns} FROM "{row.table}" WHERE seq < 99')) >= 1


def test_todays_rows_stay(days):
    days.record(a_story(0))
    with days.open(NOON + 2 * DAY) as ledger:
        list(seal(ledger))
    with days.open(NOON + 2 * DAY) as ledger:
        ledger.append(a_story(2))
        assert list(seal(ledger)) == []


def test_a_day_that_another_machine_sealed_meanwhile_stays_as_it_is(days):
    days.record(a_story(0))
    with days.open() as ledger:
        [row] = [row for row in seal(ledger) if row.sealed == "runs"]
        place = ledger.home / row.file
        before = place.read_bytes()
        assert sealing._seal(ledger, codecs()["runs"], row.day) is None
        assert place.read_bytes() == before
        assert ledger.count(RunRow) == 1


def test_a_row_that_comes_again_is_known_though_it_is_sealed(days):
    rows = a_story(0)
    days.record(rows)
    with days.open() as ledger:
        list(seal(ledger))
        again = ledger.append([*rows, a_run(id=rows[0].id, turns=99)])
        assert (again.ignored, len(again.conflicts), again.findings) == (5, 1, 1)
        assert ledger.count(RunRow) == 1
        assert there(ledger, "runs", [rows[0].id, uuid7()]) == {rows[0].id}
        assert [row.rule for row in ledger.rows(FindingRow)] == ["canary", "ledger.conflict"]


def test_questions_count_sealed_rows_and_only_the_newest_of_each_key(days):
    survey = one_of_each()[6]
    newer = type(survey)(uuid7(), "formbricks", "s-1", "csat", NOON, score=1.0)
    days.record([survey], [newer], [type(survey)(uuid7(), "formbricks", "s-2", "csat", NOON)])
    with days.open() as ledger:
        list(seal(ledger, SECOND))
        with opened(ledger) as facts:
            found = facts.select("SELECT key, score FROM surveys ORDER BY key")
    assert found == [("s-1", 1.0), ("s-2", None)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM runs",
        "DELETE FROM runs WHERE seq = 2",
        "DELETE FROM steps",
        "DELETE FROM seals",
        "DELETE FROM decisions",
        "UPDATE runs SET turns = 9",
    ],
)
def test_a_seal_admits_nothing_but_the_rows_it_tells_of(days, statement):
    days.record(one_of_each()[:1], [*one_of_each()[:2], *one_of_each()[-3:-2]])
    with days.open() as ledger:
        (row,) = seal(ledger, FIRST)
    with connected(days.place) as connection:
        connection.execute(f"INSERT INTO sealing VALUES ('{row.id}')")
        with pytest.raises(Refused, match="append-only"):
            connection.execute(statement)
    with days.open() as ledger:
        kept = audit(ledger, EvidenceStore(days.home / "evidence"))
        assert "what is in the chain can be deleted" in kept.faults[0]


@pytest.mark.parametrize(
    "told", [(FIRST, "runs", 2, 9), (SECOND, "runs", 1, 9), (FIRST, "steps", 1, 9)]
)
def test_a_seal_of_other_rows_admits_none(days, told):
    days.record([a_run()])
    day, table, first, last = told
    seal_row = SealRow(uuid7(), day, table, "", "", 0, first, last, NOON)
    with days.open() as ledger:
        ledger.append([seal_row])
    with connected(days.place) as connection:
        connection.execute(f"INSERT INTO sealing VALUES ('{seal_row.id}')")
        with pytest.raises(Refused, match="rows of runs are never deleted"):
            connection.execute("DELETE FROM runs")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda file: file.unlink(), "is not here"),
        (lambda file: file.write_bytes(file.read_bytes()[:-1] + b"x"), "is not what was sealed"),
        (lambda file: file.write_bytes(b""), "is not what was sealed"),
    ],
)
def test_a_file_that_is_gone_or_changed_is_named(days, spoil, what):
    days.record(a_story(0), a_story(1))
    with days.open() as ledger:
        list(seal(ledger))
        spoil(days.home / "sealed" / "2025" / "11" / "22" / "runs.parquet")
        verified = ledger.verify()
        assert what in str(verified.faults[0]) and "runs" in str(verified.faults[0])
        assert "row 1: it is missing" in str(verified.faults[1])


def test_without_its_file_nobody_is_told_less_than_there_is(days):
    days.record(a_story(0), a_story(1))
    with days.open() as ledger:
        list(seal(ledger))
        (days.home / "sealed" / "2025" / "11" / "22" / "runs.parquet").unlink()
        asking = [
            lambda: list(history.runs(ledger, RunsWanted())),
            lambda: list(ledger.entries()),
            lambda: export(ledger, days.home / "rows.jsonl"),
            lambda: backup(ledger, days.home / "copy.db"),
        ]
        for ask in asking:
            with pytest.raises(LedgerUnreadable, match="2025-11-22 .*is not here"):
                ask()
        with opened(ledger) as facts, pytest.raises(LedgerUnreadable):
            facts.select("SELECT count(*) FROM runs")


@pytest.mark.parametrize("left", [0, 4, 1000])
def test_a_file_that_is_none_any_more_is_named_to_who_asks(days, left):
    days.record(a_story(0), a_story(1))
    with days.open() as ledger, opened(ledger) as facts:
        list(seal(ledger))
        file = days.home / "sealed" / "2025" / "11" / "22" / "runs.parquet"
        file.write_bytes(file.read_bytes()[:left])
        asking = [
            lambda: list(history.runs(ledger, RunsWanted())),
            lambda: list(ledger.entries()),
            lambda: facts.select("SELECT max(turns) FROM runs"),
        ]
        for ask in asking:
            with pytest.raises(LedgerUnreadable, match="of 2025-11-22 are sealed") as caught:
                ask()
            assert "restore a backup" in caught.value.hint


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_day_s_file_in_place_of_another_is_named_to_who_asks(days, asked_before):
    days.record(a_story(0), a_story(1))
    with days.open() as ledger:
        list(seal(ledger))
        if asked_before:
            assert len(list(history.runs(ledger, RunsWanted()))) == 2
        folder = days.home / "sealed" / "2025" / "11"
        file = folder / "22" / "runs.parquet"
        old = file.stat()
        file.write_bytes((folder / "23" / "runs.parquet").read_bytes())
        os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
        with pytest.raises(LedgerUnreadable, match="is not what was sealed") as caught:
            list(history.runs(ledger, RunsWanted()))
        assert "restore a backup" in caught.value.hint
        with opened(ledger) as facts, pytest.raises(LedgerUnreadable, match="2025-11-22"):
            facts.select("SELECT count(*) FROM runs")


def test_a_changed_row_is_found_after_it_was_sealed(days):
    days.record(a_story(0))
    tamper(days.place, "UPDATE runs SET turns = 99")
    with days.open() as ledger:
        list(seal(ledger))
        assert [str(fault) for fault in ledger.verify().faults] == [
            "row 1 (runs): it is not what was recorded"
        ]


def test_several_processes_find_what_one_finds_in_sealed_days(days, monkeypatch):
    days.record(*[a_story(number) for number in range(3)])
    with days.open() as ledger:
        list(seal(ledger, SECOND))
        one = ledger.verify()
        for module in ("ledger", "parts"):
            monkeypatch.setattr(f"onetake.ledger.{module}.LARGE", 1)
        monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8))
        assert ledger.verify() == one


def test_a_file_that_reads_back_otherwise_seals_nothing(days, monkeypatch):
    days.record(a_story(0), a_story(1))
    write = sealed_file.write

    def wrong(path, codec, batches):
        place = 3 + codec.names.index("retention")
        write(path, codec, ([(*r[:place], "x", *r[place + 1 :]) for r in b] for b in batches))

    monkeypatch.setattr(sealed_file, "write", wrong)
    with days.open() as ledger:
        with pytest.raises(CouldNotTell, match="what was read back is not what was written"):
            list(seal(ledger))
        assert ledger.count() == 10 and ledger.verify().holds
    assert look(days.place, "SELECT count(*) FROM runs") == [(2,)]
    assert not [path for path in (days.home / "sealed").rglob("*") if path.is_file()]
