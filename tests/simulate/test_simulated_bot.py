"""A bot asks for what it needs, in order, and remembers each sender apart."""

import pytest

from onetake.simulate.brain import Brain
from onetake.simulate.faults import Faults
from onetake.simulate.world import World


class Customer:
    """Somebody talking to a brain directly; `say` returns the texts that come back."""

    def __init__(self, brain: Brain, name: str) -> None:
        self.brain, self.talk = brain, brain.meet(name)

    def say(self, text: str) -> list[str]:
        return [reply.text for reply in self.brain.hear(self.talk, text).replies]


@pytest.fixture
def world(shop) -> World:
    return World(shop.customers, shop.shared)


@pytest.fixture
def meet(shop, world):
    brain = Brain(shop.chat, world, Faults())
    return lambda name: Customer(brain, name)


def test_slots_are_asked_in_order_and_only_once(meet):
    ada = meet("ada")
    assert ada.say("please paint it") == ["Who are you?"]
    assert ada.say("A-1") == ["Which colour?"]
    assert ada.say("red") == ["red, Ada?"]
    assert ada.say("paint again") == ["red, Ada?"]


def test_a_named_group_fills_its_slot(meet):
    ada = meet("ada")
    assert ada.say("make it blue") == ["Who are you?"]
    assert ada.say("A-1") == ["blue, Ada?"]


def test_an_answer_that_does_not_fit_is_refused_and_the_question_stands(meet):
    ada = meet("ada")
    ada.say("please paint it")
    assert ada.say("nobody") == ["I do not know you."]
    assert ada.say("A-9") == ["I do not know you."]
    assert ada.say("A-1") == ["Which colour?"]


def test_a_check_compares_with_what_the_customer_owns(meet):
    ada = meet("ada")
    ada.say("the secret")
    ada.say("A-1")
    assert ada.say("22") == ["That is not it."]
    assert ada.say("11") == ["Good, Ada."]


def test_a_customer_may_change_the_subject_while_being_asked(meet):
    ada = meet("ada")
    ada.say("please paint it")
    assert ada.say("what is the news")[0] == "First."


def test_yes_means_something_only_after_its_question(meet):
    ada = meet("ada")
    assert ada.say("yes") == ["I did not get that."]
    ada.say("make it red")
    ada.say("A-1")
    assert ada.say("yes") == ["Painted red, Ada."]


def test_two_senders_are_two_conversations(meet, world):
    ada, ben = meet("ada"), meet("ben")
    ada.say("make it red")
    ben.say("make it blue")
    assert (ada.say("A-1"), ben.say("B-2")) == (["red, Ada?"], ["blue, Ben?"])
    ada.say("yes")
    assert world.customers["A-1"]["colour"] == "red"
    assert "colour" not in world.customers["B-2"]


def test_otherwise_answers_when_the_conditions_do_not_hold(meet):
    ada = meet("ada")
    ada.say("cancel it")
    assert ada.say("A-1") == ["Cancelled."]
    assert ada.say("cancel it") == ["There is nothing to cancel."]
    ben = meet("ben")
    ben.say("cancel it")
    assert ben.say("B-2") == ["There is nothing to cancel."]


def test_what_the_file_gets_wrong_is_told_as_the_answer(shop, world):
    wrong = shop.chat.model_validate(
        {"intents": [{"name": "oops", "patterns": "oops", "answers": "Your ${my.gone}"}]}
    )
    brain = Brain(wrong, world, Faults())
    [reply] = brain.hear(brain.meet("ada"), "oops").replies
    assert reply.text == "The stand-in's file: ${my.gone} has no value here"


def test_the_language_follows_the_customer(meet):
    ada = meet("ada")
    assert ada.say("hello") == ["Hello!"]
    assert ada.say("bonjour") == ["Bonjour !"]
    assert ada.say("???") == ["Je n'ai pas compris."]


def test_answers_come_in_parts_late_and_unasked(shop, world):
    brain = Brain(shop.chat, world, Faults())
    replies = brain.hear(brain.meet("ada"), "any news").replies
    assert [(reply.text, reply.after) for reply in replies] == [
        ("First.", 0.0),
        ("Second.", 0.005),
        ("By the way.", 0.02),
    ]
