"""Figures add up, limits stop, turns keep the mix, and our own lateness is owned up to."""

import pickle
from collections import Counter
from dataclasses import replace
from itertools import islice
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.exercise.doubt import doubted
from onetake.load.figures import Figures, Second
from onetake.load.histogram import Histogram
from onetake.load.limits import stopped_by
from onetake.load.mix import in_turn
from onetake.words.events import RunResult, StepResult, Tries
from onetake.words.figure import FigureFault, Levels
from onetake.words.load import StopRule, Visit
from onetake.words.rate import rate
from onetake.words.verdict import Verdict

STEP = StepResult(1, "Look", "", "", "api", "shop", "get", Verdict.PASSED, 0.0, ms=40.0)
RUN = RunResult(
    UUID(int=1), "look", "", "", "dev", Verdict.PASSED, 0.0, 40.0, Tries(), steps=(STEP,)
)
verdicts = st.sampled_from([Verdict.PASSED, Verdict.DEGRADED, Verdict.FAILED, Verdict.UNKNOWN])


def visit(verdict=Verdict.PASSED, intended=0.0, begun=0.0, ended=0.04, **more):
    step = replace(STEP, verdict=verdict, reason=more.get("reason", ""), rule=more.get("rule", ""))
    return Visit("look", intended, begun, ended, verdict, result=replace(RUN, steps=(step,)))


@given(st.lists(verdicts, max_size=40), st.integers(0, 5))
def test_every_visit_is_in_exactly_one_verdict_and_one_second(found, often):
    figures, second = Figures(), Figures()
    for number, verdict in enumerate(found):
        second.came()
        second.take(visit(verdict))
        if often and number % often == 0:
            figures.add(pickle.loads(pickle.dumps(second)))
            second = Figures()
    figures.add(second)
    assert figures.arrived == len(found)
    assert figures.verdicts == Counter(found)
    assert sum(second.came for second in figures.seconds) == len(found)
    told = sum((Counter(second.verdicts) for second in figures.seconds), Counter())
    assert told == Counter(found)
    merged = Histogram()
    for second in figures.seconds:
        merged.merge(Histogram.unpacked(second.response))
    assert len(merged) == len(found)


def test_response_counts_from_when_she_meant_to_come_and_service_from_when_she_was_let_in():
    figures = Figures()
    figures.take(visit(intended=1.0, begun=1.5, ended=1.6))
    look = figures.journeys["look"]
    assert look.response.at(50) == pytest.approx(0.6e9, rel=0.001)
    assert look.service.at(50) == pytest.approx(0.1e9, rel=0.001)
    assert figures.lateness.greatest == pytest.approx(0.5e9, rel=0.001)
    assert figures.steps["look", 1][1].service.at(50) == pytest.approx(40e6, rel=0.001)


def test_each_kind_of_failure_is_known_by_its_rule_and_all_are_counted():
    figures, whole = Figures(), Figures()
    keys = {
        figures.take(visit(Verdict.FAILED, rule="expect.status", reason=f"status is {status}"))
        for status in (500, 503, 500)
    }
    assert keys == {("look", "Look", "expect.status", Verdict.FAILED)}
    assert figures.take(visit(Verdict.FAILED, rule="within")) not in keys
    assert figures.take(visit()) is None
    for _ in range(2):
        whole.add(figures)
    [(kind, number), _] = whole.kinds.values()
    assert (kind.first, number) == ("status is 500", 6)
    assert whole.most_frequent(1) == (("look · Look: status is 500", Verdict.FAILED, 6),)


def seconds(*failed):
    return [
        Second(n, 10, {Verdict.FAILED: bad, Verdict.PASSED: 10 - bad} if bad >= 0 else {},
               b"", 0, 0, 0, 0)
        for n, bad in enumerate(failed)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("failed", "stops"),
    [
        ((1, 1, 1), True),
        ((0, 1, 1), False),
        ((9, 1, 1, 1), True),
        ((1, 1), False),
        ((1, -1, 1), True),
        ((1, -1, -1), False),
    ],
)
def test_a_share_that_stays_too_high_for_too_long_stops_it(failed, stops):
    rule = StopRule.parse("failed > 5 % for 3s")
    assert bool(stopped_by([rule], seconds(*failed))) is stops


@given(st.dictionaries(st.text(max_size=3), st.floats(0.1, 9), min_size=1, max_size=6))
def test_turns_keep_the_mix_from_the_beginning(weights):
    total = sum(weights.values())
    come = Counter()
    for number, thing in enumerate(islice(in_turn(weights), 200), 1):
        come[thing] += 1
        for name, weight in weights.items():
            assert abs(come[name] - number * weight / total) < len(weights)


@pytest.mark.parametrize(
    ("ms", "within", "verdict"),
    [
        (40.0, Levels(0.1), Verdict.PASSED),
        (95.0, Levels(0.1), Verdict.UNKNOWN),
        (105.0, Levels(0.1), Verdict.UNKNOWN),
        (130.0, Levels(0.1), Verdict.FAILED),
        (52.0, Levels(0.1, 0.05), Verdict.UNKNOWN),
        (95.0, None, Verdict.PASSED),
    ],
)
def test_a_time_so_near_its_limit_that_we_may_have_made_it_ourselves_is_unknown(
    ms, within, verdict
):
    judged = Verdict.FAILED if within and ms > within.major * 1000 else Verdict.PASSED
    rule = "within" if judged is Verdict.FAILED else ""
    step = replace(STEP, ms=ms, within=within, verdict=judged, rule=rule)
    found = doubted(replace(RUN, steps=(step,), verdict=judged), 10.0)
    assert (found.steps[0].verdict, found.verdict) == (verdict, verdict)


def test_what_failed_for_another_reason_stays_failed():
    late = replace(STEP, ms=95.0, within=Levels(0.1))
    wrong = replace(STEP, number=2, verdict=Verdict.FAILED, rule="expect.status")
    found = doubted(replace(RUN, steps=(late, wrong), verdict=Verdict.FAILED), 10.0)
    assert [step.verdict for step in found.steps] == [Verdict.UNKNOWN, Verdict.FAILED]
    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize(("text", "found"), [("200/s", 200), ("90/m", 1.5), ("1.8 per h", 0.0005)])
def test_rates_are_read_as_people_write_them(text, found):
    assert rate(text) == pytest.approx(found)


@pytest.mark.parametrize("text", ["200", "fast", "-3/s", "3/d", "failed > 5"])
def test_what_is_no_rate_and_no_rule_is_told(text):
    with pytest.raises(FigureFault):
        rate(text)
    with pytest.raises(FigureFault):
        StopRule.parse(text)
