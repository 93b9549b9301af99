"""Rows go in once, in order, all or none."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_rows import a_finding, a_run, a_step

from onetake.errors import LedgerReadOnly, OurBug, RowRefused
from onetake.ledger.chain import Head
from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7
from onetake.words.rows import FindingRow, RunRow, StepRow
from onetake.words.verdict import Verdict


def test_rows_of_all_tables_are_numbered_together_without_a_gap(ledger):
    run = a_run()
    first = ledger.append([run, a_step(run=run.id), a_finding()])
    second = ledger.append([a_step(run=run.id), a_run()])
    assert (first.first, first.last, second.first, second.last) == (1, 3, 4, 5)
    assert [(e.seq, e.row.table) for e in ledger.entries()] == [
        (1, "runs"),
        (2, "steps"),
        (3, "findings"),
        (4, "steps"),
        (5, "runs"),
    ]
    assert ledger.head() == second.head != first.head
    assert (ledger.count(), ledger.count(StepRow)) == (5, 2)


def test_an_empty_ledger_has_the_head_zero(ledger):
    assert ledger.head() == Head() and str(Head()).startswith("0:00")
    assert ledger.append([]).appended == 0
    assert list(ledger.entries()) == []


def test_rows_come_back_as_they_went_in(ledger):
    run, step, finding = a_run(cost=0.25, synthetic=False), a_step(ms=None), a_finding()
    ledger.append([run, step, finding])
    assert list(ledger.rows(RunRow)) == [run]
    assert list(ledger.rows(StepRow)) == [step]
    assert list(ledger.rows(FindingRow)) == [finding]


def test_rows_are_found_by_their_fields(ledger):
    anna, bo = a_run(persona="anna"), a_run(persona="bo", verdict=Verdict.FAILED)
    silent = a_step(run=anna.id, ms=None)
    ledger.append([anna, bo, silent, a_step(run=bo.id)])
    assert list(ledger.rows(RunRow, persona="bo", verdict="failed")) == [bo]
    assert list(ledger.rows(StepRow, run=anna.id)) == [silent]
    assert list(ledger.rows(StepRow, ms=None)) == [silent]
    assert list(ledger.rows(StepRow, evidence=silent.evidence, ms=None)) == [silent]


def test_an_unknown_field_names_the_nearest(ledger):
    with pytest.raises(OurBug) as error:
        ledger.rows(RunRow, personna="bo")
    assert error.value.hint == "Did you mean persona?"


def test_the_clock_says_when_rows_were_recorded(path):
    with Ledger.open(path, clock=lambda: 1_763_848_800_000_007) as ledger:
        ledger.append([a_run()])
        assert [entry.recorded for entry in ledger.entries()] == [1_763_848_800_000_007]


def test_time_never_goes_back_and_a_clock_that_does_is_told_once(path):
    noon, hour = 1_763_848_800_000_000, 3_600_000_000
    now = [noon]
    with Ledger.open(path, clock=lambda: now[0]) as ledger:
        for now[0] in (noon, noon - hour, noon - hour + 5, noon + 1, noon - 10):
            ledger.append([a_run()])
        told = [(entry.recorded - noon, type(entry.row)) for entry in ledger.entries()]
        (finding,) = ledger.rows(FindingRow)
        assert ledger.verify().holds
    assert told == [
        (0, RunRow),
        (0, RunRow),
        (0, FindingRow),
        (0, RunRow),
        (1, RunRow),
        (1, RunRow),
    ]
    assert finding.rule == "ledger.clock" and "3600 s before the last" in finding.message


def test_a_row_that_is_there_already_is_ignored(ledger):
    run = a_run()
    before = ledger.append([run, run])
    again = ledger.append([run, a_step()])
    assert (before.appended, before.ignored) == (1, 1)
    assert (again.first, again.last, again.ignored) == (2, 2, 1)
    assert not again.conflicts
    assert str(again) == f"Rows recorded: 1, there already: 1; head {ledger.head()}."


def test_another_row_under_a_taken_id_is_a_finding_and_the_first_stays(ledger):
    run = a_run(verdict=Verdict.PASSED)
    ledger.append([run])
    receipt = ledger.append([replace(run, verdict=Verdict.FAILED), a_step()])
    (conflict,) = receipt.conflicts
    assert "Rows recorded: 2, refused because their ids are taken: 1; head 3:" in str(receipt)
    assert conflict.rule == "ledger.conflict" and str(run.id) in conflict.message
    assert conflict.invocation == run.invocation and conflict.fix
    assert list(ledger.rows(RunRow)) == [run]
    assert list(ledger.rows(FindingRow)) == [conflict]
    assert ledger.verify().holds


def test_two_rows_under_one_id_in_one_append_are_a_finding_too(ledger):
    run = a_run(ms=1.0)
    receipt = ledger.append([run, replace(run, ms=2.0)])
    assert len(receipt.conflicts) == 1 and ledger.count() == 2


def test_the_same_conflict_is_found_once_however_often_it_is_retried(ledger):
    run = a_run()
    ledger.append([run])
    wrong = replace(run, journey="cards/order")
    first, second = ledger.append([wrong]), ledger.append([wrong, wrong])
    assert len(first.conflicts) == 1 and len(second.conflicts) == 2
    assert (first.appended, second.appended) == (1, 0)
    assert ledger.count(FindingRow) == 1


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        (lambda: a_run(ms=math.nan), "ms of a row for runs is nan, expected a finite number"),
        (lambda: a_run(cost=-math.inf), "cost of a row for runs is -inf"),
        (lambda: a_run(messages=1 << 63), "expected a number of 64 bits"),
        (lambda: a_run(persona=None), "persona of a row for runs is None, expected str"),
        (lambda: a_run(turns="3"), "turns of a row for runs is '3', expected int"),
        (lambda: a_run(turns=True), "turns of a row for runs is True, expected int"),
        (lambda: a_run(verdict="fine"), "verdict of a row for runs is 'fine', expected Verdict"),
        (lambda: a_step(evidence=["a"]), "evidence of a row for steps is ['a'], expected tuple"),
    ],
)
def test_a_row_that_cannot_be_recorded_is_refused_with_all_its_fellows(ledger, row, seen):
    with pytest.raises(RowRefused) as error:
        ledger.append([a_run(), row()])
    assert seen in error.value.message
    assert ledger.count() == 0


def test_near_types_are_taken_as_what_they_mean(ledger):
    ledger.append([a_run(ms=3, verdict="failed", journey=Verdict.PASSED)])
    (row,) = ledger.rows(RunRow)
    assert (row.ms, row.verdict, row.journey) == (3.0, Verdict.FAILED, "passed")
    assert ledger.verify().holds


def test_characters_no_database_keeps_become_question_marks_instead_of_losing_the_row(ledger):
    step = a_step(seen="half \ud83d, nul \0, whole \U0001f600", evidence=("a\0b",))
    assert ledger.append([step, step]).ignored == 1
    (row,) = ledger.rows(StepRow)
    assert row.seen == "half \ufffd, nul \ufffd, whole \U0001f600"
    assert row.evidence == ("a\ufffdb",)
    assert ledger.verify().holds


def test_threads_share_a_ledger(ledger):
    with ThreadPoolExecutor(4) as threads:
        receipts = list(threads.map(ledger.append, [[a_run(), a_step()] for _ in range(60)]))
    assert sorted(receipt.first for receipt in receipts) == list(range(1, 120, 2))
    assert ledger.verify().holds


def test_a_ledger_opened_for_reading_takes_nothing(path):
    with Ledger.open(path) as ledger:
        ledger.append([a_run()])
    with Ledger.open(path, writable=False) as reader:
        with pytest.raises(LedgerReadOnly):
            reader.append([a_run()])
        assert reader.count() == 1


def test_a_reader_sees_one_moment_while_others_append(ledger):
    ledger.append([a_run() for _ in range(1500)])
    seen = ledger.rows(RunRow)
    next(seen)
    ledger.append([a_run()])
    assert 1 + sum(1 for _ in seen) == 1500


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
runs = st.builds(
    RunRow,
    id=st.builds(uuid7),
    invocation=st.uuids(),
    programme=texts,
    journey=texts,
    persona=texts,
    environment=texts,
    try_number=st.integers(0, 10**6),
    started=st.integers(-(1 << 63), (1 << 63) - 1),
    ms=st.floats(allow_nan=False, allow_infinity=False),
    verdict=st.sampled_from(Verdict),
    reason=texts,
    rule=texts,
    synthetic=st.booleans(),
)
steps = st.builds(
    a_step,
    id=st.builds(uuid7),
    ms=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    seen=texts,
    evidence=st.lists(texts).map(tuple),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(runs | steps, max_size=8))
@example(rows=[a_step(ms=-0.0)])
def test_whatever_is_appended_comes_back_and_verifies(ledger, rows):
    before = ledger.head().seq
    ledger.append(rows)
    assert [entry.row for entry in ledger.entries(before)] == rows
    assert ledger.verify().holds
