"""Sealing days: rows leave the database for files, and everybody still sees them."""

from __future__ import annotations

from dataclasses import fields

import pytest
from anybody import connected, look, tamper
from days import DAY, FIRST, NOON, SECOND, Days
from ledger_rows import (
    a_finding,
    a_judgement,
    a_run,
    a_step,
    an_invocation,
    one_of_each,
)
from people import a_saying, said

from onetake.analysis import opened
from onetake.errors import LedgerUnreadable
from onetake.ledger import history, past
from onetake.ledger.audit import audit
from onetake.ledger.backup import backup
from onetake.ledger.beside import SEALABLE
from onetake.ledger.evidence import EvidenceStore
from onetake.ledger.export import export, read_export
from onetake.ledger.forget import forget
from onetake.ledger.restore import restore
from onetake.ledger.seal import seal
from onetake.words.history import RunsWanted
from onetake.words.ids import uuid7
from onetake.words.rows import FindingRow, RunRow, StepRow


@pytest.fixture
def days(place, tmp_path) -> Days:
    """Return a ledger to record rows of several days in."""
    return Days(place, tmp_path)


def a_story(number):
    """Return the rows of one command: a run with a step, a judgement, a finding, its end."""
    run, made = uuid7(), uuid7()
    at = NOON + number * DAY
    return [
        a_run(id=run, invocation=made, started=at, turns=number + 1),
        a_step(run=run, evidence=(), major=900.0, number=1),
        a_judgement(invocation=made, judged=at, passed=1, walked=1),
        a_finding(invocation=made),
        an_invocation(id=made, started=at, commit=f"c{number}"),
    ]


def told(ledger):
    """Return all that is read by key or by question."""
    found = list(history.runs(ledger, RunsWanted()))
    names = list(history.names(ledger, 9))
    of = found[-1].invocation
    return [
        found,
        names,
        history.tallies(ledger, RunsWanted(journeys=("cards/*",))),
        history.count(ledger, RunsWanted(since=NOON + DAY, persona="anna")),
        history.invocations(ledger, str(of)[-8:]),
        history.at_commit(ledger, "c0"),
        [history.before(ledger, name) for name in names],
        history.since(ledger, NOON + DAY // 2),
        history.latest(ledger),
        history.ending(ledger, of),
        list(history.findings(ledger, of)),
        list(history.story(ledger, of)),
        list(history.with_steps(ledger, found)),
        list(ledger.rows(StepRow)),
        list(ledger.rows(RunRow, invocation=of)),
        past.shares(ledger, "staging", NOON / 1e6 + 1e7),
        past.passes(ledger, "staging", NOON / 1e6 + 1e7),
        past.passed_runs(ledger, "staging", NOON / 1e6 + 1e7, [("cards/block", "anna", None)]),
        past.latest_runs(ledger, "staging", NOON / 1e6 + 1e7, ("cards/block", "anna", None)),
    ]


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


def test_a_row_that_comes_again_is_known_though_it_is_sealed(days):
    rows = a_story(0)
    days.record(rows)
    with days.open() as ledger:
        list(seal(ledger))
        again = ledger.append([*rows, a_run(id=rows[0].id, turns=99)])
        assert (again.ignored, len(again.conflicts), again.findings) == (5, 1, 1)
        assert ledger.count(RunRow) == 1
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
        with pytest.raises(Exception, match="append-only"):
            connection.execute(statement)
    with days.open() as ledger:
        kept = audit(ledger, EvidenceStore(days.home / "evidence"))
        assert "what is in the chain can be deleted" in kept.faults[0]


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
