"""Influences are followed with their signs, and never for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onetake.align import fighting
from onetake.align.fighting import pairs
from onetake.align.graph import LONGEST, is_of, sign_of, told, ways
from onetake.align.known import INFLUENCES, LOSSES, PAIRS
from onetake.align.opposed import opposed
from onetake.words.charter import Influence
from onetake.words.kpi import Kpi, Reckoning
from onetake.words.programme import Objective, Team

NAMES = st.sampled_from("abcdef")
EDGES = st.lists(st.builds(Influence, NAMES, NAMES, st.sampled_from([1, -1])), max_size=30)


def team(name, *wishes, levers=()):
    objectives = tuple(Objective(kpi, want, guard=guard) for kpi, want, guard in wishes)
    return Team(name, levers=levers, objectives=objectives)


def found(*teams):
    return [
        (str(item.one), str(item.other), item.lever) for item in opposed({t.name: t for t in teams})
    ]


def test_a_family_stands_for_its_members_and_for_nothing_that_only_begins_like_it():
    assert is_of("aht.voice", "aht") and is_of("aht", "aht")
    assert not is_of("ahtung", "aht") and not is_of("aht", "aht.voice")


def test_signs_multiply_on_the_way():
    [way] = ways("aht", "repeat_contact", INFLUENCES)
    assert sign_of(way) == -1
    assert told(way) == "more aht means more fcr, more fcr means less repeat_contact"


@given(EDGES, NAMES, NAMES)
def test_ways_end_and_go_in_no_circle(edges, begin, end):
    for way in ways(begin, end, edges):
        places = [begin, *(edge.effect for edge in way)]
        assert len(places) == len(set(places)) <= LONGEST + 1
        assert (places[0], places[-1]) == (begin, end)


@given(EDGES)
def test_nobody_is_opposed_to_those_who_want_the_same(edges):
    teams = {name: team(name, ("a", "more", ())) for name in ("one", "two")}
    assert [item for item in opposed(teams, edges) if not item.lever] == []


def test_one_guard_settles_a_way_and_two_settle_a_lever():
    contact, care = ("aht", "less", ()), ("fcr", "more", ())
    assert found(team("contact", contact), team("care", care)) == [
        ("contact wants less aht", "care wants more fcr", "")
    ]
    assert found(team("contact", ("aht", "less", ("fcr.7d",))), team("care", care)) == []
    dev = team(
        "dev", ("deployment.frequency", "more", ("change.fail_rate",)), levers=("change freeze",)
    )
    ops = ("change.fail_rate", "less", ())
    assert found(dev, team("ops", ops))[0][2] == "change freeze"
    assert found(dev, team("ops", (*ops[:2], ("deployment.frequency",)))) == []


def test_a_lever_that_nobody_has_opposes_nobody():
    dev, ops = ("deployment.frequency", "more", ()), ("change.fail_rate", "less", ())
    assert found(team("dev", dev), team("ops", ops)) == []


def test_what_is_known_is_told_in_full():
    effects = {edge.effect for edge in INFLUENCES}
    assert (
        effects <= LOSSES.keys()
        and {kpi for pair in PAIRS.values() for kpi in pair} - {"change.rework"} <= LOSSES.keys()
    )
    assert all(edge.evidence for edge in INFLUENCES)


def test_a_lever_of_a_third_team_is_none_of_two_others():
    dev, ops = ("deployment.frequency", "more", ()), ("change.fail_rate", "less", ())
    third = team("third", ("nps", "more", ()), levers=("change freeze",))
    assert found(team("dev", dev), team("ops", ops), third) == []
    freezes = team("ops", ops, levers=("change freeze",))
    assert found(team("dev", dev), freezes)[0][2] == "change freeze"


def test_a_kpi_and_its_family_are_opposed_whichever_way_they_are_named():
    voice, every = ("aht.voice", "less", ()), ("aht", "more", ())
    for one, other in ((voice, every), (every, voice)):
        [told] = found(team("a", one), team("b", other))
        assert told == (f"a wants {one[1]} {one[0]}", f"b wants {other[1]} {other[0]}", "")
    assert found(team("a", voice), team("b", ("aht", "less", ()))) == []


def test_the_weightiest_pairs_are_compared_first_and_how_many_are_left_out_is_told(monkeypatch):
    kpis = [Kpi(name, 1, name, name, Reckoning("sum")) for name in "abcd"]
    one = Team("one", objectives=(Objective("a", "more", weight=3), Objective("b", "more")))
    two = Team("two", objectives=(Objective("c", "more"), Objective("d", "more", weight=9)))
    every = pairs([one, two], kpis)
    named = [pair.one.objective.kpi + pair.other.objective.kpi for pair in every]
    assert named == ["ad", "bd", "ac", "bc"]
    monkeypatch.setattr(fighting, "MOST", 3)
    result = fighting.fights(every, lambda kpi: {}, {})
    assert (len(result.undecided), result.left_out) == (3, 1)
