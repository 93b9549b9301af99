"""Rows told again are what happened."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.flows.retold import ERASED, Retold, finding, reason_of, run_of
from onetake.flows.rows import Invocation, finding_row, judgement_row, rows_of
from onetake.words.events import JourneyJudged, RunResult, StepResult, Tries
from onetake.words.figure import Levels
from onetake.words.finding import Finding
from onetake.words.ids import uuid7
from onetake.words.location import Location, location
from onetake.words.personal import Personal
from onetake.words.rows import JudgementRow, references
from onetake.words.verdict import Verdict

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
MOMENT = st.integers(0, 4_000_000_000_000_000).map(lambda micros: micros / 1e6)
MS = st.floats(0, 1e9)
PLACE = st.builds(Location, TEXT.filter(lambda text: not text[-1:].isdecimal()),
                  st.integers(1, 999), st.integers(1, 99))  # fmt: skip
STEP = st.builds(
    StepResult, number=st.integers(1, 99), name=TEXT, phase=TEXT, speaker=TEXT, channel=TEXT,
    system=TEXT, action=TEXT, verdict=st.sampled_from(Verdict), started=MOMENT,
    ms=st.none() | MS, reason=TEXT, rule=TEXT, seen=TEXT, exhibits=st.just(()),
    evidence=st.lists(TEXT).map(tuple), location=PLACE, took=st.none() | MS, said=TEXT,
    heard=TEXT, lane=TEXT, within=st.none(),
)  # fmt: skip
RUN = st.builds(
    RunResult, id=st.uuids(), journey=TEXT, goal=TEXT, persona=TEXT, environment=TEXT,
    verdict=st.sampled_from(Verdict), started=MOMENT, ms=MS, tries=st.just(Tries()),
    steps=st.lists(STEP, max_size=3).map(tuple), reason=TEXT, rule=TEXT, turns=st.integers(0, 9),
    repeats=st.integers(0, 9), logins=st.integers(0, 9), messages=st.integers(0, 9),
    cost=MS, trace=TEXT, draft=st.booleans(), row=st.none() | st.integers(1, 9),
    people=st.just(()), owner=TEXT, given=TEXT,
)  # fmt: skip
COMMAND = Invocation(UUID(int=7), "Harbor Bank", "", "0.1.0")


def recorded(result):
    """Return the rows of a run, and the words beside them by their references."""
    rows, words = [], {}
    for item in rows_of(result, COMMAND, uuid7):
        rows.append(item.row if isinstance(item, Personal) else item)
        if isinstance(item, Personal):
            words |= {text.reference: text.words for text in item.texts}
    return rows[0], tuple(rows[1:]), words


@given(RUN)
def test_a_run_told_again_is_the_run(result):
    row, steps, words = recorded(result)
    assert run_of(row, steps, words, Tries()) == result


def test_limits_come_back_in_seconds():
    step = StepResult(1, "", "", "", "chat", "", "chat.hear", Verdict.PASSED, 0.0)
    result = RunResult(UUID(int=1), "a", "", "", "dev", Verdict.PASSED, 0.0, 1.0, Tries())
    for within in (Levels(4.0, 1.5), Levels(30.0), None):
        row, steps, words = recorded(replace(result, steps=(replace(step, within=within),)))
        assert run_of(row, steps, words, Tries()).steps[0].within == within


def test_words_that_are_gone_are_told_to_be_erased_and_never_blank():
    step = StepResult(
        1, "", "", "anna", "chat", "bot", "chat.say", Verdict.PASSED, 0.0, said="I lost my card"
    )
    result = RunResult(UUID(int=1), "a", "", "", "dev", Verdict.PASSED, 0.0, 1.0, Tries())
    row, steps, words = recorded(replace(result, steps=(step,)))
    assert "I lost my card" in words.values()
    told = run_of(row, steps, {}, Tries()).steps[0]
    assert (told.said, told.heard) == (ERASED, "")


def words_of(item):
    """Return the words beside one row by their references."""
    return {text.reference: text.words for text in item.texts}


FINDING = Finding(
    "within", "minor", "a.yaml:4:5", "the bot said Grüß Gott", "walk again", "a", "dev"
)
JUDGED = JourneyJudged("a", "", "dev", Verdict.FAILED, "the bot said Grüß Gott", "text", Tries(0))


def test_a_finding_told_again_is_the_finding_until_its_words_are_erased():
    item = finding_row(FINDING, ("anna",), COMMAND, uuid7(), 0.0)
    assert item.people == ("anna",) and "Grüß" not in str(item.row)
    assert finding(item.row, words_of(item)) == FINDING
    erased = replace(FINDING, message="its words were erased; rule within")
    assert finding(item.row, {}) == erased
    assert finding(replace(item.row, message="old", message_text=None), {}).message == "old"


def test_a_judgement_told_again_is_the_judgement_until_its_words_are_erased():
    item = judgement_row(JUDGED, ("anna",), COMMAND, uuid7(), 0.0)
    assert item.people == ("anna",) and "Grüß" not in str(item.row)
    assert Retold({}).judged(item.row, words_of(item)) == JUDGED
    assert Retold({}).judged(item.row, {}).reason == "its words were erased; rule text"


@given(RUN)
def test_no_row_of_a_run_holds_a_reason_or_what_was_seen(result):
    run, steps, words = recorded(result)
    told = [(run, result), *zip(steps, result.steps, strict=True)]
    for row, was in told:
        assert row.reason == getattr(row, "seen", "") == ""
        assert ("reason_text" in references(row)) == bool(was.reason)
    assert set(words) == {name for row, _ in told for name in references(row).values()}


def test_rows_of_an_earlier_form_tell_their_own_reasons():
    row = JudgementRow(UUID(int=2), COMMAND.id, "a", "", "dev", Verdict.FAILED, reason="it was so")
    assert reason_of(row, {}) == "it was so"


@given(PLACE)
def test_a_place_is_read_as_it_was_written(place):
    assert location(str(place)) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", Location("")),
        ("a.yaml", Location("a.yaml")),
        ("a.yaml:3", Location("a.yaml", 3)),
        ("c:/a.yaml:3:5", Location("c:/a.yaml", 3, 5)),
    ],
)
def test_a_place_may_lack_its_line(text, place):
    assert location(text) == place


def test_tries_show_what_was_known_by_then():
    judgement = JudgementRow(UUID(int=2), COMMAND.id, "a", "", "dev", Verdict.FAILED, tries=5)
    retold = Retold({("a", "", None): judgement})
    result = RunResult(UUID(int=1), "a", "", "", "dev", Verdict.PASSED, 0.0, 1.0, Tries())
    verdicts = (Verdict.PASSED, Verdict.UNKNOWN, Verdict.FAILED)
    told = []
    for number, verdict in enumerate(verdicts, 1):
        run = replace(result, verdict=verdict, tries=Tries(number, 5))
        told.append(retold.run(*recorded(run)).tries)
    assert [(tries.number, tries.of, tries.passed, tries.walked) for tries in told] == [
        (1, 5, 1, 1), (2, 5, 1, 1), (3, 5, 1, 2),
    ]  # fmt: skip
    assert retold.judged(judgement, {}).tries.number == 3
    assert retold.unjudged("dev") == []


def test_what_was_never_judged_is_never_passed():
    retold = Retold({})
    result = RunResult(UUID(int=1), "a", "", "", "dev", Verdict.PASSED, 0.0, 1.0, Tries())
    for journey, verdict in (("a", Verdict.PASSED), ("b", Verdict.FAILED)):
        retold.run(*recorded(replace(result, journey=journey, verdict=verdict)))
    told = {judged.journey: judged.verdict for judged in retold.unjudged("dev")}
    assert told == {"a": Verdict.UNKNOWN, "b": Verdict.FAILED}
