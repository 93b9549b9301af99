"""Many runs at once: leases, tries, selection, environments, interruption."""

import asyncio

import pytest
from scripted import Scripted, hear, journey, say, walk

from onetake.exercise.plan import Selection
from onetake.words.programme import Environment, System
from onetake.words.template import Template

PRODUCTION = Environment("production", customer_facing=True)


def slow(seconds=1.0):
    return Scripted({"hi": [(seconds, "hello")]})


def many(count, **more):
    return [journey(say("hi"), hear("hello"), id=f"j{n}", **more) for n in range(count)]


def test_no_more_runs_at_once_than_jobs():
    channel = slow()
    runs, _ = walk(channel, *many(10), jobs=4)
    assert (len(runs), channel.most_lines) == (10, 4)


def test_two_runs_never_share_a_persona():
    channel = slow()
    runs, _ = walk(channel, *many(6, personas=("anna",)), personas=("anna",), jobs=4)
    assert (len(runs), channel.most_lines) == (6, 1)


def test_runs_of_different_personas_go_together():
    channel = slow()
    walk(channel, *many(2, personas=("anna", "björn")), personas=("anna", "björn"), jobs=4)
    assert channel.most_lines == 2


def test_two_journeys_wanting_each_others_persona_both_end():
    a = journey(say("hi"), say("yo", speaker="björn"), id="a", personas=("anna",))
    b = journey(say("hi"), say("yo", speaker="anna"), id="b", personas=("björn",))
    runs, _ = walk(slow(), a, b, personas=("anna", "björn"), jobs=4)
    assert [str(run.verdict) for run in runs] == ["passed", "passed"]


def test_each_persona_and_each_row_is_a_run():
    rows = ({"x": "1"}, {"x": "2"}, {"x": "3"})
    one = journey(say("${data.x} ${persona.name}"), personas=("anna", "björn"), data=rows)
    channel = Scripted({})
    runs, judged = walk(channel, one, personas=("anna", "björn"))
    assert sorted(channel.said) == [f"{n} {p}" for n in "123" for p in ("Anna", "Björn")]
    assert sorted(run.row for run in runs) == [1, 1, 2, 2, 3, 3]
    assert len(judged) == 6


@pytest.mark.parametrize(
    ("selection", "walked"),
    [
        (Selection(journeys=("pay",)), ["pay"]),
        (Selection(journeys=("card*",)), ["cards/block", "cards/order"]),
        (Selection(tags=("critical",)), ["cards/block"]),
        (Selection(personas=("björn",)), ["pay"]),
    ],
)
def test_only_what_was_asked_for_is_walked(selection, walked):
    journeys = [
        journey(say("a"), id="cards/block", tags=("critical",), personas=("anna",)),
        journey(say("a"), id="cards/order", personas=("anna",)),
        journey(say("a"), id="pay", personas=("björn",)),
    ]
    runs, _ = walk(Scripted({}), *journeys, selection=selection, personas=("anna", "björn"))
    assert sorted(run.journey for run in runs) == walked


def test_customer_facing_environments_walk_only_what_is_declared_safe():
    journeys = journey(say("a"), id="a"), journey(say("a"), id="b", safe_in=("production",))
    runs, judged = walk(Scripted({}), *journeys, environment=PRODUCTION)
    assert [run.journey for run in runs] == ["b"]
    assert judged[0].verdict == "skipped"
    assert "safe_in: [production]" in judged[0].reason


def test_a_system_that_does_not_stand_here_skips_the_journey():
    bot = System("bot", "chat", {"staging": Template.parse("x")})
    runs, judged = walk(Scripted({}), journey(say("a")), systems=(bot,))
    assert runs == []
    assert "bot does not stand in dev" in judged[0].reason


class Flaky(Scripted):
    """Fails the tries whose numbers are given."""

    def __init__(self, *failing):
        super().__init__({})
        self.count = 0
        self.failing = failing

    async def open(self, place):
        self.count += 1
        self.opening = [] if self.count in self.failing else [(0, "hello")]
        return await super().open(place)


def tried(channel, **more):
    one = journey(hear("hello", patience=1.0), **more)
    runs, [judged] = walk(channel, one)
    return runs, judged


def test_without_a_pass_rate_one_failed_try_fails_the_journey():
    runs, judged = tried(Flaky(3), tries=5)
    assert (len(runs), judged.verdict) == (5, "failed")
    assert (judged.tries.passed, judged.tries.walked) == (4, 5)
    assert judged.tries.low == pytest.approx(0.3755, abs=1e-4)


def test_a_pass_rate_reads_the_lower_bound_of_the_interval():
    _, judged = tried(Flaky(), tries=20, pass_rate=0.8)
    assert judged.verdict == "passed"
    _, judged = tried(Flaky(7), tries=20, pass_rate=0.8)
    assert (judged.verdict, judged.rule) == ("unknown", "pass_rate")
    assert "19 of 20 passed" in judged.reason
    assert "too few tries" in judged.reason


def test_tries_stop_early_when_enough_was_seen():
    runs, judged = tried(Flaky(*range(100)), tries=50, pass_rate=0.9)
    assert judged.verdict == "failed"
    assert len(runs) == 3
    runs, judged = tried(Flaky(), tries=500, pass_rate=0.9)
    assert judged.verdict == "passed"
    assert len(runs) < 100


def test_tries_asked_for_on_the_command_line_win():
    runs, _ = walk(Scripted({}), journey(say("a"), tries=5), selection=Selection(tries=2))
    assert len(runs) == 2


def test_an_interrupted_walk_cleans_up_and_records_what_was():
    channel = slow(60)
    one = journey(say("hi"), hear("hello", patience=99.0), say("x"), always=(say("reset"),))
    other = journey(say("hi"), id="other", personas=("anna",))
    runs, judged = walk(channel, one, other, personas=("anna",), stop=5.0, jobs=1)
    assert channel.said == ["hi", "reset"]
    assert channel.open_lines == 0
    [run] = runs
    assert (run.verdict, run.rule, len(run.steps)) == ("unknown", "interrupted", 4)
    assert [(item.journey, str(item.verdict)) for item in judged] == [
        ("j", "unknown"), ("other", "unknown")
    ]  # fmt: skip
    assert "before this began" in judged[1].reason


def test_lines_already_open_are_closed_when_opening_is_interrupted():
    class Slow(Scripted):
        async def open(self, place):
            line = await super().open(place)
            if place.address == "slow":
                self.open_lines -= 1
                await asyncio.sleep(20)
            return line

    channel = Slow({})
    systems = [System(n, "chat", {"": Template.parse(n)}) for n in ("quick", "slow")]
    one = journey(say("a", system="quick"), say("b", system="slow"))
    [run], _ = walk(channel, one, systems=tuple(systems), stop=5.0)
    assert (run.verdict, channel.open_lines) == ("unknown", 0)
