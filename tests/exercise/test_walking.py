"""Blocks, memory, clean-up, effort, order and stops of one walk."""

import pytest
from scripted import THERE, Scripted, hear, journey, say, walk, walk_one, when

from onetake.words.match import Matcher
from onetake.words.path import Path
from onetake.words.programme import Ceilings, Effort, Environment, Moment, System
from onetake.words.scalar import Plain
from onetake.words.steps import Choose, Include, Until
from onetake.words.template import Template


def verdicts(run):
    return [(step.number, str(step.verdict)) for step in run.steps]


def test_what_is_kept_is_said_later():
    channel = Scripted({"hi": [(0, "order A-7")]})
    run = walk_one(
        channel, say("hi"), hear({"matches": r"(?P<order>A-\d)"}, keep={"all": "text"}),
        say("${order}|${all}"),
    )  # fmt: skip
    assert run.verdict == "passed"
    assert channel.said[-1] == "A-7|order A-7"


def test_a_fact_that_is_not_there_cannot_be_kept():
    run = walk_one(Scripted({"hi": [(0, "x")]}), say("hi"), hear("x", keep={"id": "json.id"}))
    assert (run.verdict, run.rule, run.reason) == (
        "failed",
        "keep",
        "there is no json.id to keep as id",
    )


def test_a_name_that_nothing_kept_is_unknown_not_passed():
    run = walk_one(Scripted({}), say("${code}"))
    assert (run.verdict, run.rule) == ("unknown", "template")


def test_a_failed_step_ends_the_run_and_the_rest_is_skipped():
    run = walk_one(Scripted({}), say("a"), hear("b", patience=1.0), say("c"))
    assert verdicts(run) == [(1, "passed"), (2, "failed"), (3, "skipped")]


def test_an_optional_step_may_not_happen():
    run = walk_one(Scripted({}), say("a"), hear("cookies?", optional=True, patience=1.0), say("c"))
    assert run.verdict == "passed"
    assert verdicts(run)[1] == (2, "skipped")


def test_when_decides_by_memory():
    steps = say("a", when={"environment.name": "dev"}), say("b", when={"nix": THERE})
    channel = Scripted({})
    walk_one(channel, *steps)
    assert channel.said == ["a"]


def test_the_first_branch_that_holds_is_walked():
    offer = hear({"matches": "^(.*(?P<offer>loan))?"}, patience=1.0)
    choose = Choose(((when({"offer": THERE}), (say("no thanks"),)), (None, (say("bye"),))))
    for answer, said in (("a loan?", "no thanks"), ("well", "bye")):
        channel = Scripted({"hi": [(0, answer)]})
        run = walk_one(channel, say("hi"), offer, choose)
        assert channel.said == ["hi", said]
        assert run.verdict == "passed"


def shipped(times=None, seconds=None):
    expect = ((Path.parse("text"), Matcher.parse("shipped")),)
    return Until((say("where?"), hear({"any": ["shipped", "packed"]})), expect, 2.0, times, seconds)


class Changing(Scripted):
    def __init__(self, *answers):
        super().__init__({})
        self.answers = list(answers)

    @property
    def script(self):
        return {"where?": [(0, self.answers.pop(0))]}

    @script.setter
    def script(self, value):
        pass


def test_until_walks_again_until_it_is_as_expected():
    run = walk_one(Changing("packed", "packed", "shipped"), shipped(times=5))
    assert (run.verdict, run.turns, run.ms) == ("passed", 3, pytest.approx(4000))


@pytest.mark.parametrize("limits", [{"times": 3}, {"seconds": 4.0}])
def test_until_gives_up_and_says_what_it_saw_last(limits):
    run = walk_one(Changing(*["packed"] * 9), shipped(**limits))
    assert (run.verdict, run.rule) == ("failed", "until")
    assert run.reason == "after 3 rounds text is 'packed'; expected 'shipped'"


def test_included_steps_have_values_of_their_own():
    channel = Scripted({})
    part = Include("greet", (say("hi ${who}"),), {"who": Template.parse("${persona.name}")})
    run = walk_one(channel, part, say("${who}"), personas=("anna",))
    assert channel.said == ["hi Anna"]
    assert (run.verdict, run.rule) == ("unknown", "template")


def test_always_cleans_up_whatever_happened_and_skips_what_has_no_value():
    channel = Scripted({})
    run = walk_one(channel, hear("x", patience=1.0), always=(say("cancel ${order}"), say("reset")))
    assert channel.said == ["reset"]
    assert run.verdict == "failed"
    assert [step.verdict for step in run.steps] == ["failed", "skipped", "passed"]


def test_a_clean_up_that_fails_degrades_a_run_that_passed():
    run = walk_one(Scripted({}), say("a"), always=(hear("done", patience=1.0), say("reset")))
    assert (run.verdict, run.rule) == ("degraded", "always")


def test_a_question_heard_again_is_a_repeat():
    script = {"hi": [(0, "Your card number?")], "4": [(0, "Your card number?"), (0.1, "Blocked")]}
    steps = say("hi"), hear("card number"), say("4"), hear("blocked")
    run = walk_one(Scripted(script), *steps, effort=Effort(repeats=0))
    assert (run.verdict, run.rule, run.repeats) == ("failed", "effort.repeats", 1)
    assert run.steps[-1].reason.startswith(
        "the customer is asked again: 'Your card number?', asked at step 2"
    )
    assert walk_one(Scripted(script), *steps, effort=Effort(repeats=1)).verdict == "passed"
    assert walk_one(Scripted(script), *steps).repeats == 1


def test_asking_again_is_the_reason_when_nothing_else_comes():
    script = {"hi": [(0, "Your card number?")], "4": [(0, "Your card number?")]}
    steps = say("hi"), hear("card number"), say("4"), hear("blocked", patience=1.0)
    run = walk_one(Scripted(script), *steps, effort=Effort(repeats=0))
    assert run.rule == "effort.repeats"


def test_telling_the_same_details_again_is_a_repeat_but_yes_is_not():
    steps = say("yes"), say("yes"), say("my card is 4111"), say("my card is 4111")
    run = walk_one(Scripted({}), *steps, effort=Effort(repeats=0))
    assert verdicts(run)[-1] == (4, "failed")


def test_more_turns_than_the_budget_fail():
    run = walk_one(Scripted({}), say("a"), say("b"), effort=Effort(turns=1))
    assert (run.rule, run.reason) == (
        "effort.turns", "the customer had to say 2 things; the budget is 1 turns",
    )  # fmt: skip


def test_order_demands_consent_before_data():
    consent = Moment("heard", matcher=Matcher.parse({"contains": "may we"}))
    data = Moment("heard", matcher=Matcher.parse({"contains": "birth"}))
    order = ((consent, data),)
    good = Scripted({"hi": [(0, "May we keep it?"), (0, "Date of birth?")]})
    bad = Scripted({"hi": [(0, "Date of birth?"), (0, "May we keep it?")]})
    steps = say("hi"), hear({"all": ["may we", "birth"]})
    assert walk_one(good, *steps, order=order).verdict == "passed"
    run = walk_one(bad, *steps, order=order)
    assert (run.verdict, run.rule) == ("failed", "order")
    assert "heard contains 'birth' came before heard contains 'may we'" in run.reason


def test_order_of_steps_by_name():
    order = ((Moment("step", "Identify"), Moment("step", "Show")),)
    assert (
        walk_one(
            Scripted({}), say("a", name="Identify"), say("b", name="Show"), order=order
        ).verdict
        == "passed"
    )
    assert (
        walk_one(Scripted({}), say("b", name="Show"), say("a", name="Identify"), order=order).rule
        == "order"
    )


@pytest.mark.parametrize("stop", ["human", "Hand over", "Help"])
def test_a_journey_stops_before_it_reaches_a_human(stop):
    bot = System("bot", "chat", {}, human=("talk to a*",))
    channel = Scripted({})
    steps = say("hi"), say("Talk to a person", name="Hand over", phase="Help"), say("more")
    run = walk_one(channel, *steps, stops_before=stop, systems=(bot,))
    assert channel.said == ["hi"]
    assert (run.verdict, verdicts(run)) == (
        "passed",
        [(1, "passed"), (2, "skipped"), (3, "skipped")],
    )


def test_customer_facing_environments_never_reach_a_human():
    bot = System("bot", "chat", {}, human=True)
    live = Environment("production", customer_facing=True)
    channel = Scripted({})
    run = walk_one(channel, say("hi"), systems=(bot,), environment=live, safe_in=("production",))
    assert channel.said == []
    assert run.verdict == "skipped"


def test_clean_up_reaches_no_human_either():
    bot = System("bot", "chat", {}, human=("talk to a*",))
    channel = Scripted({})
    live = Environment("live", customer_facing=True)
    run = walk_one(
        channel, say("hi"), always=(say("Talk to a person"), say("reset")), safe_in=("live",),
        environment=live, systems=(bot,),
    )  # fmt: skip
    assert channel.said == ["hi", "reset"]
    assert (run.verdict, verdicts(run)[1]) == ("passed", (2, "skipped"))


def test_no_line_to_a_human_is_opened():
    bot, desk = System("bot", "chat", {}), System("desk", "chat", {}, human=True)
    channel = Scripted({})
    walk_one(
        channel, say("hi", system="bot"), say("hello", system="desk"), safe_in=("live",),
        environment=Environment("live", customer_facing=True), systems=(bot, desk),
    )  # fmt: skip
    assert (channel.said, channel.most_lines) == (["hi"], 1)


def test_what_clean_up_sends_is_counted_and_never_held_back():
    channel = Scripted({})
    run = walk_one(
        channel, say("a"), always=(say("b"), say("c")), ceilings=Ceilings(messages=1),
    )  # fmt: skip
    assert (channel.said, run.messages, run.verdict) == (["a", "b", "c"], 3, "passed")


def test_another_stop_does_not_lift_the_guard_before_humans():
    bot = System("bot", "chat", {}, human=("talk to a*",))
    live = Environment("production", customer_facing=True)
    channel = Scripted({})
    steps = say("hi"), say("Talk to a person"), say("pay", name="Pay")
    more = {"stops_before": "Pay", "safe_in": ("production",)}
    walk_one(channel, *steps, systems=(bot,), environment=live, **more)
    assert channel.said == ["hi"]


def test_ceilings_on_messages_and_cost_stop_us_and_nobody_is_blamed():
    bot = System("bot", "chat", {}, price={"message": 0.5})
    run = walk_one(Scripted({}), say("a"), say("b"), ceilings=Ceilings(messages=1))
    assert (run.verdict, run.rule, run.messages) == ("unknown", "ceiling.messages", 1)
    run = walk_one(Scripted({}), say("a"), say("b"), ceilings=Ceilings(cost=0.9), systems=(bot,))
    assert (run.verdict, run.rule, run.cost) == ("unknown", "ceiling.cost", 0.5)


def test_another_persona_speaks_on_a_line_of_its_own():
    channel = Scripted({})
    run = walk_one(
        channel, say("I am ${persona.name}"), say("I am ${persona.name}", speaker="björn"),
        personas=("anna", "björn"),
    )  # fmt: skip
    assert channel.said == ["I am Anna", "I am Björn"]
    assert channel.most_lines == 2
    assert [step.speaker for step in run.steps] == ["anna", "björn"]
    assert channel.open_lines == 0


def test_a_persona_named_in_its_own_journey_keeps_its_line():
    channel = Scripted({"hi": [(0, "hello")]})
    steps = say("hi"), hear("hello", speaker="anna")
    assert walk_one(channel, *steps, personas=("anna",)).verdict == "passed"
    assert channel.most_lines == 1


def test_a_failed_step_carries_its_evidence():
    run = walk_one(Scripted({}), say("hi"), hear("x", patience=1.0))
    assert [(e.kind, e.data) for e in run.steps[1].exhibits] == [("chat.txt", b"hi")]
    assert run.steps[0].exhibits == ()


def test_ids_are_new_for_every_run_and_traces_too():
    runs, _ = walk(Scripted({}), journey(say("a"), tries=3))
    assert len({run.id for run in runs}) == len({run.trace for run in runs}) == 3


def test_what_is_expected_throughout_is_expected_at_every_hearing():
    throughout = ((Path.parse("text"), Matcher.parse({"none": ["error"]})),)
    script = {"a": [(0, "fine")], "b": [(0, "fine, but an error")]}
    steps = say("a"), hear("fine"), say("b"), hear("fine")
    run = walk_one(Scripted(script), *steps, throughout=throughout)
    assert verdicts(run)[1:] == [(2, "passed"), (3, "passed"), (4, "failed")]
    assert walk_one(Scripted(script), *steps).verdict == "passed"


def test_an_until_that_gave_up_has_its_evidence():
    run = walk_one(Changing(*["packed"] * 9), shipped(times=2))
    assert [exhibit.kind for exhibit in run.steps[-1].exhibits] == ["chat.txt"]


def test_a_schema_that_does_not_fit_says_where():
    schema = {"schema": {"type": "string", "minLength": Plain("9")}}
    run = walk_one(
        Scripted({"hi": [(0, "short")]}), say("hi"), hear("short", expect={"text": schema})
    )
    assert run.verdict == "failed"
    assert run.reason.endswith(": $: 'short' is too short")


def test_each_question_asked_again_in_one_answer_counts():
    asks = "Your name? Your card?"
    channel = Scripted({"a": [(0, asks)], "b": [(0, asks)]})
    run = walk_one(
        channel, say("a"), hear("name"), say("b"), hear("name"), effort=Effort(repeats=1)
    )
    assert (run.verdict, run.rule, run.repeats) == ("failed", "effort.repeats", 2)
    assert "'Your card?'" in run.reason
