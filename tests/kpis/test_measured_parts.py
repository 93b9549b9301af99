"""Measurements as data: rates, dimensions and what was before; events, and figures of code."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from charter_rows import rows_of

from onetake.errors import UsageWrong
from onetake.measure import behind, daily, events, measure, with_before
from onetake.words.kpi import DAY, Kpi, Reckoning

FILE = yaml.safe_load((Path(__file__).parent / "measured.yaml").read_text("utf-8"))
SINCE = datetime(2026, 11, 11, tzinfo=UTC).timestamp()
UNTIL = SINCE + 10 * DAY


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    """Facts of the rows of measured.yaml."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / "rows").write_text(yaml.safe_dump(FILE["rows"]), "utf-8")
    with rows_of(folder / "rows", folder) as found:
        yield found


@pytest.mark.parametrize("case", FILE["cases"], ids=[case["is"] for case in FILE["cases"]])
def test_a_measurement_is_what_was_worked_out_by_hand(case, facts):
    """Each value of a dimension with its rows, beside what that same value was before."""
    part = Reckoning(case["kind"], case["rows"], value=case["value"], at=case["at"])
    kpi, by = Kpi("x", 1, "X", "x", part, minimum=1), case.get("by", "")
    now, earlier = ((SINCE, UNTIL), (2 * SINCE - UNTIL, SINCE))
    found = with_before(measure(kpi, facts, *now, by=by), measure(kpi, facts, *earlier, by=by))
    told = [[dict(item.dimensions), item.value, item.n, item.before] for item in found]
    assert told == [
        [where, pytest.approx(value), n, pytest.approx(before)]
        for where, value, n, before in case["expect"]
    ]
    if case["value"] == "1":
        assert all(len(facts.select(behind(item, by))) == item.n for item in found)


def test_a_rate_of_a_day_is_that_of_one_day(facts):
    """Whatever the window is."""
    kpi = Kpi("x", 1, "X", "x", Reckoning("rate", "contacts", value="1", at="started"), minimum=1)
    days = daily(kpi, facts, SINCE, UNTIL)
    assert list(days.values()) == [1.0, 2.0, 1.0, 1.0]


def test_events_are_the_rows_of_a_ratio_and_what_nobody_knows_is_not_good(facts):
    """An SLO counts each row of the population, good or bad."""
    part = Reckoning("ratio", "contacts", "region = 'eu'", good="talk > 10", at="started")
    found = facts.select(events(Kpi("x", 1, "X", "x", part), facts))
    assert sorted(good for _, good, _ in found) == [False] * 5 + [True] * 2


def coded(kind, *values, follow_up=0.0, fails=None):
    """Return a KPI that code works out: these values, or this failure."""

    def figures(facts, since, until):
        if fails:
            raise fails
        return values

    part = Reckoning(kind, "code", follow_up=follow_up)
    return Kpi("x", 1, "X", "x", part, minimum=1, figures=figures)


@pytest.mark.parametrize(
    ("kind", "values", "value"),
    [
        ("net", [1, 1, 1, -1, 0], 40.0),
        ("ratio", [1, 0, 0, 1], 50.0),
        ("median", [9, 1, 5], 5.0),
        ("mean", [1, 2], 1.5),
        ("rate", [30, 20], 5.0),
    ],
)
def test_the_values_that_code_gives_are_reckoned_as_those_of_rows(kind, values, value):
    """A net is the good less the bad; a rate is per day."""
    [found] = measure(coded(kind, *values), None, SINCE, UNTIL)
    assert (found.value, found.n) == (pytest.approx(value), len(values))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (coded("mean", float("nan"), 1.0), "it gave what is no number"),
        (coded("sum", fails=SystemExit(2)), "SystemExit"),
        (coded("sum", fails=KeyError("k")), "KeyError"),
    ],
)
def test_code_that_fails_or_gives_no_number_leaves_a_figure_unknown(made, told):
    """It says why, and stops nobody."""
    [found] = measure(made, None, SINCE, UNTIL)
    assert found.value is None and told in found.why


def test_code_has_no_days_rows_or_dimensions_and_may_be_provisional():
    """What only code knows cannot be looked into."""
    kpi = coded("mean", 1.0, 2.0, follow_up=DAY)
    [found] = measure(kpi, None, SINCE, UNTIL, now=UNTIL + DAY / 2)
    [later] = measure(kpi, None, SINCE, UNTIL, now=UNTIL + DAY)
    assert (found.provisional, later.provisional) == (True, False)
    assert behind(found) == "" and daily(kpi, None, SINCE, UNTIL) == {}
    with pytest.raises(UsageWrong, match="which knows no hour"):
        measure(kpi, None, SINCE, UNTIL, by="hour")
