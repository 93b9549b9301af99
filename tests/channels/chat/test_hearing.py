"""What `chat.hear` understands: matchers in place, buttons, cards and media by list or matcher."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from onetake.channels.chat.actions import Hear
from onetake.channels.chat.message import Button, Card, HeardMessages, Message
from onetake.words.line import Arrival
from onetake.words.scalar import Plain

ANSWER = HeardMessages.of([
    Arrival(1.0, Message("Which card?", (Button("Gold", "g"),), (), ("https://a.png",), {"n": 1})),
    Arrival(2.0, Message(
        None, (Button("Silver ", 2),), (Card("Bronze", "cheap", "", (Button("Take it", "b"),)),),
        (), {"n": 2},
    )),
])  # fmt: skip


def hears(spec: object) -> bool:
    """Tell if a hearing takes the answer above."""
    action = Hear.model_validate({"text": spec} if not isinstance(spec, dict) else spec)
    return all(matcher.grade(ANSWER.fact(path), {})[0] == 0 for path, matcher in action.expects())


@pytest.mark.parametrize(
    "spec",
    [
        Plain("which"),
        {"contains": "CARD", "wildcard": "which*"},
        {"any": ["debit", "card"], "buttons": ["gold"]},
        {"none": ["error"], "media": ["*.png"]},
        {"text": {"matches": "^Which"}, "cards": ["bronze"]},
        {"buttons": ["Silver", "Take it", "G*"]},
        {"buttons": Plain("gold")},
        {"buttons": {"count": Plain("3")}},
        {"buttons": {"at_most": Plain("3"), "none": ["platinum"]}},
        {"cards": {"count": Plain("1")}},
        {"media": {"contains": "//a"}},
        {},
    ],
)
def test_the_answer_is_taken(spec):
    assert hears(spec)


@pytest.mark.parametrize(
    "spec",
    [
        Plain("blocked"),
        {"contains": "card", "buttons": ["Gold", "Platinum"]},
        {"buttons": ["Gol"]},
        {"buttons": {"count": Plain("2")}},
        {"cards": ["Silver"]},
        {"media": ["a.png"]},
        {"contains": "card", "media": {"count": Plain("0")}},
    ],
)
def test_the_answer_is_not_taken(spec):
    assert not hears(spec)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"text": "a", "contains": "b"}, "contains is about the text: write it below text:"),
        ({"contains": "a", "button": ["b"]}, "Extra inputs"),
        ({"buttons": {"contians": "a"}}, "did you mean|is not a matcher"),
    ],
)
def test_what_is_written_wrongly_is_a_fault(spec, reason):
    with pytest.raises(ValidationError, match=reason):
        Hear.model_validate(spec)


def test_nothing_heard_has_no_text_and_no_parts():
    nothing = HeardMessages.of([])
    for path, matcher in Hear.model_validate(
        {"none": ["error"], "buttons": {"none": ["x"]}}
    ).expects():
        assert matcher.grade(nothing.fact(path), {})[0] == 0
