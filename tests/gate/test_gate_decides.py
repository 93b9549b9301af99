"""What a gate says of figures: by criteria, by score, beside releases before, and in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.declare.gates import criterion
from onetake.gate import decide, limit
from onetake.words.decision import Earlier, Figure
from onetake.words.policy import Comparison, Gate, Weighed
from onetake.words.verdict import Verdict

ORDER = ("fail", "inconclusive", "warning", "pass")


def asks(name="csat", passes=(), warns=(), *, weight=1.0, key=False):
    """Return an objective; `passes` and `warns` are groups of criteria as they are written."""
    groups = [
        tuple(tuple(criterion(item) for item in group) for group in part)
        for part in (passes, warns)
    ]
    return Weighed("kpi", name, *groups, weight, key)


def gate(*objectives, comparison=None):
    return Gate("to-production", objectives=objectives, comparison=comparison or Comparison())


def answered(gate, *values, before=()):
    figures = [Figure(value, why="" if value is not None else "no rows") for value in values]
    return decide(gate, figures, [Earlier(item) for item in before])


@pytest.mark.parametrize(
    ("value", "answer", "rule"),
    [
        (85.0, "pass", "85 meets >=80"),
        (75.5, "warning", "75.5 meets >=70"),
        (60.0, "fail", "60 does not meet >=70"),
    ],
)
def test_a_figure_passes_warns_or_fails_by_its_criteria(value, answer, rule):
    two = gate(asks("a", [[">=80"]], [[">=70"]]), asks("b", [[">=0"]]))
    found = answered(two, value, 1.0)
    assert found.objectives[0].rule == rule
    assert found.answer == answer


def test_half_the_weight_is_scored_for_a_warning_as_keptn_does():
    found = answered(
        gate(asks("a", [[">=80"]], [[">=70"]], weight=2), asks("b", [[">=1"]])), 75.0, 1.0
    )
    assert found.score == pytest.approx(100 * 2 / 3)
    assert found.answer == "fail"
    assert found.rule == "its score 66.7 is below 75"


def test_one_of_several_groups_is_enough_but_all_of_a_group_must_hold():
    either = asks("a", [["<=100", ">=50"], ["<=+10%"]])
    assert answered(gate(either), 70.0).answer == "pass"
    assert answered(gate(either), 120.0).answer == "fail"
    assert answered(gate(either), 120.0, before=[{"kpi a": 110.0}]).answer == "pass"


def test_a_comparison_tells_when_fewer_were_good_than_asked_for():
    beside = gate(asks("a", [["<=+10%"]]))
    found = answered(beside, 100.0, before=[{"kpi a": 100.0}])
    assert found.objectives[0].rule == "100 meets <=+10% of 100: 110 (beside 1 of 3 releases)"


@pytest.mark.parametrize(("value", "result"), [(5000.0, "fail"), (700.0, "shown")])
def test_without_a_release_before_what_is_absolute_is_asked_all_the_same(value, result):
    [found] = answered(gate(asks("a", [["<=+10%"]], [["<=800"]])), value).objectives
    assert found.result == result


@pytest.mark.parametrize(
    ("goods", "result", "rule"),
    [
        ([True, False, True], "pass", "100 meets <=+10% of 100: 110 (1 of them was shut)"),
        ([False, False, False], "shown", "nothing to compare with yet"),
    ],
)
def test_releases_that_were_bad_themselves_are_told_and_are_no_measure_alone(goods, result, rule):
    before = [Earlier({"kpi a": 100.0}, good) for good in goods]
    [found] = decide(gate(asks("a", [["<=+10%"]])), [Figure(100.0)], before).objectives
    assert (found.result, found.rule) == (result, rule)


def test_a_key_objective_shuts_whatever_the_score():
    found = answered(gate(asks("a", [["=0"]], key=True, weight=0), asks("b", [[">=0"]])), 1.0, 1.0)
    assert (found.answer, found.score) == ("fail", 100.0)
    assert found.rule == "kpi a is a key objective: 1 does not meet =0"


def test_what_is_unknown_never_passes_and_shuts_when_it_could_matter():
    both = gate(asks("a", [[">=0"]]), asks("b", [[">=0"]]))
    found = answered(both, 1.0, None)
    assert (found.answer, found.score, found.highest) == ("inconclusive", 50.0, 100.0)
    assert found.rule == "kpi b cannot be told, and could change the answer"
    assert found.objectives[1].rule == "no rows"


def test_what_is_unknown_and_could_not_matter_does_not_hide_the_answer():
    heavy = asks("a", [[">=0"]], weight=99)
    assert answered(gate(heavy, asks("b", [[">=0"]])), 1.0, None).answer == "pass"
    assert answered(gate(heavy, asks("b", [[">=0"]])), -1.0, None).answer == "fail"


def test_a_first_release_has_nothing_to_be_compared_with_and_is_told_so():
    found = answered(gate(asks("a", [["<=+10%"]]), asks("b", [[">=0"]])), 5.0, 1.0)
    assert found.objectives[0].result == "shown"
    assert found.objectives[0].rule == "nothing to compare with yet"
    assert found.answer == "pass"
    assert answered(gate(asks("a", [["<=+10%"]])), 5.0).answer == "inconclusive"


def test_figures_are_compared_with_the_mean_of_the_last_good_releases():
    three = gate(asks("a", [["<=+10%"]]), comparison=Comparison(number=2))
    before = [{"kpi a": 100.0}, {"kpi a": 120.0}, {"kpi a": 9000.0}]
    found = answered(three, 121.0, before=before).objectives[0]
    assert (found.result, found.before, found.compared) == ("pass", 110.0, 2)
    assert found.rule == "121 meets <=+10% of 110: 121"
    assert answered(three, 121.5, before=before).answer == "fail"


def test_verdicts_of_journeys_decide_where_no_criteria_are_written():
    journeys = Gate("g", objectives=(Weighed("journey", "*"),))
    for verdict, answer in (
        (Verdict.PASSED, "pass"), (Verdict.DEGRADED, "fail"), (Verdict.FAILED, "fail"),
    ):  # fmt: skip
        assert decide(journeys, [Figure(verdict=verdict)]).answer == answer
    assert decide(journeys, [Figure(why="not walked")]).answer == "inconclusive"


def test_a_gate_that_asks_nothing_is_not_open():
    assert answered(gate(asks("a")), 5.0).answer == "inconclusive"


@pytest.mark.parametrize("text", ["", "80", ">=", "=>80", ">= eighty", "<=10ms"])
def test_what_is_no_criterion_is_refused(text):
    with pytest.raises(ValueError, match="no criterion"):
        criterion(text)


figures = st.one_of(st.none(), st.floats(-1000, 1000, allow_nan=False))
signs = st.sampled_from([">=80", "<=600", "<=+10%", ">=-5", "=0", "<+3"])
groups = st.lists(st.lists(signs, min_size=1, max_size=2), max_size=2)
objectives = st.builds(
    asks, st.sampled_from("abc"), groups, groups,
    weight=st.floats(0, 5), key=st.booleans(),
)  # fmt: skip


@given(st.lists(st.tuples(objectives, figures), min_size=1, max_size=5), st.floats(-100, 100))
def test_scores_lie_between_0_and_100_and_every_answer_has_a_rule(asked, earlier):
    wanted, values = zip(*asked, strict=True)
    found = answered(gate(*wanted), *values, before=[{"kpi a": earlier}])
    assert 0 <= found.score <= found.highest <= 100 + 1e-9
    assert found.rule
    assert all(item.rule for item in found.objectives)


@given(st.floats(-500, 500), st.floats(0, 500), st.lists(figures, min_size=2, max_size=2))
def test_a_better_figure_never_makes_the_answer_worse(value, more, others):
    wanted = gate(
        asks("a", [[">=80"], [">=+10%"]], [[">=60"]], key=True), asks("b", [[">=0"]]),
        asks("c", [["<=5"]]),
    )  # fmt: skip
    before = [{"kpi a": 40.0}]
    worse = answered(wanted, value, *others, before=before)
    better = answered(wanted, value + more, *others, before=before)
    assert ORDER.index(better.answer) >= ORDER.index(worse.answer)
    assert better.score >= worse.score


@given(st.lists(st.tuples(objectives, st.floats(-1000, 1000)), min_size=1, max_size=4), st.data())
def test_not_knowing_never_makes_a_shut_gate_pass(asked, data):
    wanted, values = zip(*asked, strict=True)
    whole = answered(gate(*wanted), *values)
    hidden = data.draw(st.integers(0, len(values) - 1))
    partly = answered(gate(*wanted), *(None if at == hidden else v for at, v in enumerate(values)))
    shown = whole.objectives[hidden].result == "shown"
    assert (
        shown
        or whole.answer in (partly.answer, "inconclusive")
        or (partly.answer == "inconclusive")
    )


@given(st.floats(-1e6, 1e6))
def test_ten_percent_more_is_never_less(before):
    assert limit(criterion("<=+10%"), before) >= before
