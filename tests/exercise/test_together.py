"""Lanes walked at once: who speaks, who waits for whom, and who ends the others."""

import asyncio

from scripted import Scripted, hear, journey, say, walk, walk_one

from onetake.words.programme import Effort
from onetake.words.steps import Choose, Include, Together
from onetake.words.template import Template
from onetake.words.verdict import Verdict


def lanes(**steps):
    """Two lanes or more; what `declare` does to speakers is done here by hand."""
    return Together(tuple((name, tuple(inside)) for name, inside in steps.items()))


def test_lanes_are_walked_at_once_each_on_a_line_of_its_own():
    bot = Scripted({"hello": [(1.0, "hi")], "next customer": [(1.5, "here is Anna")]})
    run = walk_one(
        bot,
        lanes(
            customer=[say("hello"), hear("hi", within="3s")],
            agent=[say("next customer", speaker="agent"), hear("Anna", speaker="agent")],
        ),
        personas=["anna"],
    )
    assert run.verdict is Verdict.PASSED, run.reason
    assert bot.most_lines == 2
    assert [(step.lane, step.speaker, round(step.ms or 0)) for step in run.steps] == [
        ("customer", "anna", 0), ("customer", "anna", 1000),
        ("agent", "agent", 0), ("agent", "agent", 1500),
    ]  # fmt: skip
    assert max(step.took for step in run.steps) < 2000


def test_a_lane_waits_for_what_another_keeps():
    bot = Scripted({"my ticket?": [(2.0, "ticket 4711")], "take 4711": [(0.1, "taken")]})
    run = walk_one(
        bot,
        lanes(
            agent=[say("take ${ticket}", speaker="agent"), hear("taken", speaker="agent")],
            customer=[say("my ticket?"), hear({"matches": r"ticket (?P<ticket>\d+)"})],
        ),
        personas=["anna"],
    )
    assert run.verdict is Verdict.PASSED, run.reason
    assert bot.said == ["my ticket?", "take 4711"]


def test_lanes_that_wait_for_each_other_are_unknown_and_never_hang():
    run = walk_one(
        Scripted({}),
        lanes(
            customer=[say("${b}"), hear({"matches": r"(?P<a>\d+)"})],
            agent=[say("${a}", speaker="agent"), hear({"matches": r"(?P<b>\d+)"})],
        ),
        personas=["anna"],
    )
    assert run.verdict is Verdict.UNKNOWN and run.rule == "template"


def test_a_name_kept_in_no_lane_any_more_is_unknown():
    branch = Choose(((None, (say("never"),)), (None, (hear({"matches": r"(?P<a>\d+)"}),))))
    run = walk_one(Scripted({}), lanes(customer=[say("${a}")], agent=[branch]), personas=["anna"])
    assert (run.verdict, run.rule) == (Verdict.UNKNOWN, "template")
    assert "${a}" in run.reason or "'a'" in run.reason


def test_the_lane_that_fails_ends_the_others_and_the_rest():
    bot = Scripted({"hello": [(0.5, "go away")], "wait": [(60.0, "at last")]})
    run = walk_one(
        bot,
        lanes(
            agent=[say("wait", speaker="agent"), hear("at last", speaker="agent", patience=90.0)],
            customer=[say("hello"), hear("welcome", patience=2.0), say("thanks")],
        ),
        say("bye"),
        personas=["anna"],
    )
    assert run.verdict is Verdict.FAILED
    assert [step.verdict.value for step in run.steps] == [
        "passed", "skipped", "passed", "failed", "skipped", "skipped",
    ]  # fmt: skip
    assert run.steps[1].reason == "another lane ended the run"
    assert run.ms < 5000 and bot.open_lines == 0


def test_stopping_by_ctrl_c_ends_all_lanes_and_leaves_no_step_out():
    bot = Scripted({"a": [], "b": []})
    j = journey(
        lanes(
            customer=[say("a"), hear("x", patience=50.0)],
            agent=[say("b", speaker="agent"), hear("y", speaker="agent", patience=50.0)],
        ),
        personas=("anna",),
    )
    runs, _ = walk(bot, j, personas=["anna"], stop=1.0)
    assert runs[0].verdict is Verdict.UNKNOWN and runs[0].rule == "interrupted"
    assert len(runs[0].steps) == 4 and bot.open_lines == 0


def test_only_the_customers_words_cost_effort():
    bot = Scripted({"hello": [(0.1, "Who are you?")], "Who calls?": [(0.1, "Who are you?")]})
    run = walk_one(
        bot,
        lanes(
            customer=[say("hello"), hear("who")],
            agent=[say("Who calls?", speaker="agent"), hear("who", speaker="agent")],
        ),
        personas=["anna"],
        effort=Effort(turns=1, repeats=0),
    )
    assert run.verdict is Verdict.PASSED, run.reason
    assert (run.turns, run.repeats) == (1, 0)


def test_another_persona_in_a_lane_knows_her_own_things():
    bot = Scripted({"I am Anna": [(0.1, "hi")], "I am Carl": [(0.1, "hi")]})
    run = walk_one(
        bot,
        lanes(
            customer=[say("I am ${persona.name}"), hear("hi")],
            carl=[say("I am ${persona.name}", speaker="carl"), hear("hi", speaker="carl")],
        ),
        personas=["anna", "carl"],
    )
    assert run.verdict is Verdict.PASSED, run.reason
    assert sorted(bot.said) == ["I am Anna", "I am Carl"]


def test_a_saying_that_never_ends_is_ended_by_its_own_lane():
    class Stuck(Scripted):
        def prepare(self, action, system):
            prepared = super().prepare(action, system)
            if str(getattr(action, "text", "")) == "stuck":
                prepared.say = lambda line, memory: asyncio.sleep(1000)
            return prepared

    bot = Stuck({"hello": [(1.5, "hi")]})
    run = walk_one(
        bot,
        lanes(
            customer=[say("hello"), hear("hi"), say("bye"), hear("never", patience=20.0)],
            agent=[say("stuck", speaker="agent", patience=3.0)],
        ),
        personas=["anna"],
    )
    assert [step.verdict.value for step in run.steps] == ["passed"] * 3 + ["skipped", "failed"]
    assert run.steps[4].rule == "patience" and run.ms < 10_000


def test_what_a_lane_includes_is_filled_from_its_own_persona():
    name = Include(
        "greet", (say("I am ${who}"), hear("hi")), {"who": Template.parse("${persona.name}")}
    )
    spoken = Include(
        "greet", (say("I am ${who}", speaker="carl"), hear("hi", speaker="carl")), name.values
    )
    bot = Scripted({"I am Anna": [(0.1, "hi")], "I am Carl": [(0.1, "hi")]})
    run = walk_one(
        bot, lanes(customer=[name], carl=[spoken]), say("I am ${persona.name}"), hear("hi"),
        personas=["anna", "carl"],
    )  # fmt: skip
    assert run.verdict is Verdict.PASSED, run.reason
    assert sorted(bot.said) == ["I am Anna", "I am Anna", "I am Carl"]
