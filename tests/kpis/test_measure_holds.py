"""What holds of every figure: intervals around it, windows that add up, nothing counted twice."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onetake.declare.kpis import shipped
from onetake.errors import UsageWrong
from onetake.measure import FEW, behind, daily, measure
from onetake.words.kpi import DAY, Kpi, Reckoning

KPIS = {kpi.id: kpi for kpi in shipped().values()}
SUM = Reckoning("sum", "surveys", "score IS NOT NULL", value="score", at="answered")
BEGIN = 1_790_000_000 // 86_400 * DAY
moments = st.integers(0, int(10 * DAY * 1e6))
answers = st.lists(
    st.tuples(moments, st.one_of(st.none(), st.floats(1, 5)), st.sampled_from(["chat", "phone"])),
    min_size=1, max_size=40,
)  # fmt: skip


class Rows:
    """Surveys in DuckDB, asked as a ledger is."""

    def __init__(self, connection):
        self._connection = connection

    def select(self, sql, **values):
        """Return what a query finds."""
        return self._connection.execute(sql, values or None).fetchall()

    def kept(self, name, sql, asked):
        """Return a relation as it is."""
        return f"({sql})"


@contextmanager
def surveys(rows):
    """Yield answers as facts, the first day beginning at BEGIN."""
    connection = duckdb.connect(":memory:")
    connection.execute(
        "CREATE TABLE surveys (seq BIGINT, kind TEXT, answered BIGINT, score DOUBLE, lowest DOUBLE,"
        " highest DOUBLE, channel TEXT, environment TEXT, journey TEXT, region TEXT,"
        " synthetic BOOLEAN)"
    )
    for seq, (at, score, channel) in enumerate(rows):
        values = [seq, "csat", int(BEGIN * 1e6) + at, score, 1.0, 5.0, channel, "", "", "", False]
        connection.execute(f"INSERT INTO surveys VALUES ({', '.join('?' * 11)})", values)
    yield Rows(connection)
    connection.close()


def taken(name, facts, since=0.0, until=11.0, **more):
    kpi = replace(KPIS[name], minimum=1) if isinstance(name, str) else name
    return measure(kpi, facts, BEGIN + since * DAY, BEGIN + until * DAY, **more)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_a_figure_lies_within_its_interval_and_its_interval_within_what_can_be(rows):
    with surveys(rows) as facts:
        [share], [mean] = taken("csat.top2", facts), taken("csat.mean", facts)
    if share.value is not None:
        assert 0 <= share.low <= share.value <= share.high <= 100
    if mean.value is not None:
        assert 1 <= mean.value <= 5
        assert mean.low is None or mean.low <= mean.value <= mean.high
    assert share.n == sum(score is not None for _, score, _ in rows)


@settings(max_examples=40, deadline=None)
@given(answers, st.integers(1, 10))
def test_windows_side_by_side_count_every_row_once(rows, day):
    with surveys(rows) as facts:
        [whole] = taken("csat.top2", facts)
        parts = [taken("csat.top2", facts, *span)[0] for span in ((0, day), (day, 11))]
    good = [round((part.value or 0) * part.n / 100) for part in (whole, *parts)]
    assert whole.n == sum(part.n for part in parts)
    assert good[0] == sum(good[1:])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.data())
def test_of_windows_that_adjoin_a_row_belongs_to_exactly_one(rows, data):
    """From its begin to before its end, also when a row is at the cut itself; times in seconds."""
    cuts = [0, *sorted(data.draw(st.sets(st.integers(1, 100), max_size=4))), 101]
    kpi, found = replace(KPIS["csat.mean"], minimum=1), []
    with surveys([(at * 1_000_000, 5.0, "chat") for at in rows]) as facts:
        for begin, end in pairwise(cuts):
            [part] = measure(kpi, facts, BEGIN + begin, BEGIN + end)
            within = [seq for (seq,) in facts.select(behind(part))]
            assert part.n == len(within)
            assert all(begin <= rows[seq] < end for seq in within)
            found += within
    assert sorted(found) == list(range(len(rows)))


@settings(max_examples=40, deadline=None)
@given(answers)
def test_dimensions_and_days_are_parts_of_the_whole(rows):
    with surveys(rows) as facts:
        [whole] = taken("csat.top2", facts)
        by = taken("csat.top2", facts, by="channel")
        days = daily(KPIS["csat.top2"], facts, BEGIN, BEGIN + 11 * DAY)
        sums = replace(KPIS["csat.top2"], reckoning=SUM)
        every_day = daily(sums, facts, BEGIN, BEGIN + 11 * DAY)
        found = sorted(seq for item in by for (seq,) in facts.select(behind(item, "channel")))
        every = [seq for (seq,) in facts.select(behind(whole))]
    assert sum(item.n for item in by) == whole.n
    assert found == every and len(every) == whole.n
    counted = Counter(int((BEGIN + at / 1e6) // DAY) for at, score, _ in rows if score is not None)
    assert set(every_day) == set(counted)
    assert set(days) == {day for day, n in counted.items() if n >= FEW}


def test_a_day_of_too_few_rows_or_that_may_still_change_has_no_figure():
    many = [(int(day * DAY * 1e6), 5.0, "chat") for day in range(4) for _ in range(12)]
    few = [(int((4 + day) * DAY * 1e6), 5.0, "chat") for day in range(2) for _ in range(4)]

    def days(**more):
        kpi = replace(KPIS["csat.top2"], **more)
        with surveys([*many, *few]) as facts:
            found = daily(kpi, facts, BEGIN, BEGIN + 6 * DAY, BEGIN + 6.5 * DAY)
        return [day - int(BEGIN // DAY) for day in found]

    assert days() == [0, 1, 2, 3]
    assert days(minimum=360) == [0, 1, 2, 3]
    assert days(minimum=390) == []
    assert days(reckoning=SUM) == [0, 1, 2, 3, 4, 5]
    follow_up = replace(SUM, follow_up=2 * DAY)
    assert days(reckoning=follow_up) == [0, 1, 2, 3]


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), max_size=30), st.sampled_from(["mean", "median", "sum"]))
def test_code_and_sql_work_the_same_figure_out(values, kind):
    by_code = Kpi("x", 1, "X", "x", Reckoning(kind), minimum=1,
                  figures=lambda facts, since, until: values)  # fmt: skip
    by_sql = Kpi("x", 1, "X", "x", Reckoning(kind, "figures", value="v", at="t"), minimum=1,
                 counted="both")  # fmt: skip
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE figures (t BIGINT, v DOUBLE)")
    for value in values:
        connection.execute("INSERT INTO figures VALUES (?, ?)", [int(BEGIN * 1e6), value])
    one, other = (taken(kpi, Rows(connection))[0] for kpi in (by_code, by_sql))
    connection.close()
    assert (one.n, one.why) == (other.n, other.why)
    for part in ("value", "low", "high"):
        mine, theirs = getattr(one, part), getattr(other, part)
        assert (mine is None) == (theirs is None)
        assert mine is None or mine == pytest.approx(theirs, rel=1e-6, abs=1e-6)


def test_a_row_without_a_figure_is_not_behind_one():
    every = replace(SUM, kind="mean", where="")
    with surveys([(0, 5.0, "chat"), (1, None, "chat")]) as facts:
        [found] = taken(replace(KPIS["csat.mean"], minimum=1, reckoning=every), facts)
        assert (found.n, facts.select(behind(found))) == (1, [(0,)])


def test_a_dimension_that_rows_do_not_have_is_told():
    with surveys([(0, 5.0, "chat")]) as facts, pytest.raises(UsageWrong, match="by 'moon'"):
        taken("csat.top2", facts, by="moon")


def test_a_row_at_the_edge_of_a_window_belongs_to_the_later_one():
    with surveys([(int(2 * DAY * 1e6), 5.0, "chat")]) as facts:
        assert [taken("csat.top2", facts, *span)[0].n for span in ((0, 2), (2, 4))] == [0, 1]


def test_what_customers_may_still_undo_is_provisional_until_its_time_is_over():
    with surveys([(0, 5.0, "chat")] * 3) as facts:
        followed = replace(KPIS["csat.top2"], minimum=1)
        followed = replace(followed, reckoning=replace(followed.reckoning, follow_up=DAY))
        ends = {
            now: taken(followed, facts, now=BEGIN + now * DAY)[0].provisional
            for now in (11, 11.9, 12.1)
        }
    assert ends == {11: True, 11.9: True, 12.1: False}


def test_what_comes_to_no_number_is_unknown():
    with surveys([(n, 5.0, "chat") for n in range(4)]) as facts:
        kpi = replace(KPIS["csat.mean"], minimum=1)
        for value in ("score / 0", "0.0 / 0"):
            broken = replace(kpi, reckoning=replace(kpi.reckoning, value=value))
            [found] = taken(broken, facts)
            assert found.value is None
            assert "come to no number" in found.why


@pytest.mark.parametrize(("people", "told"), [(4, False), (5, True)])
def test_of_fewer_than_five_people_of_the_company_nothing_is_told(people, told):
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE surveys AS SELECT n AS seq, 's' AS source, 'westrum' AS kind, "
            f"{int((BEGIN + DAY) * 1e6)} + n AS answered, 5.0 AS score, 1.0 AS lowest, "
            "7.0 AS highest, 'p' || n AS customer, '' AS contact, 'care' AS team, '' AS channel, "
            "'' AS environment, '' AS journey, '' AS region, false AS synthetic "
            f"FROM range({people}) t(n)"
        )
        [found] = taken(replace(KPIS["culture.westrum"], minimum=1), Rows(connection))
    assert (found.value is not None) is told
