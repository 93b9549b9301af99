"""Whose a mail is, in a mailbox that many share."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from onetake.channels.email.delivery import Envelope, Waiting
from onetake.channels.email.people import Inbox


@dataclass(eq=False)
class Somebody:
    """A line as a mailbox sees it."""

    written: str

    @property
    def owner(self) -> Inbox:
        """Whose mail it takes."""
        return Inbox.of(self.written)

    def miss(self, what: str) -> None:
        """Hear of mails for others."""


ANNA, BERT, SHOP, WORK = (
    Somebody(at)
    for at in ("anna@c.example", "bert@c.example", "anna+shop@c.example", "anna@work.example")
)
EVERYBODY, HOUSE = Somebody("*"), Somebody("*@c.example")
NAMES = {"anna": ANNA, "bert": BERT, "shop": SHOP, "work": WORK}

CASES = {
    "whom the sender names": ({"To": "Anna@C.example"}, ["anna"]),
    "several": ({"To": "anna@c.example", "Cc": "Bert <bert@c.example>"}, ["anna", "bert"]),
    "a plus-address": ({"To": "anna+shop@c.example"}, ["anna", "shop"]),
    "another plus-address": ({"To": "anna+x@c.example"}, ["anna"]),
    "another domain": ({"To": "anna@work.example"}, ["work"]),
    "a copy of a catch-all": (
        {"X-Original-To": "bert@c.example", "Delivered-To": "all@box.example",
         "To": "anna@c.example, bert@c.example"}, ["bert"],
    ),
    "a copy for somebody who is not here": (
        {"X-Original-To": "zoe@c.example", "To": "anna@c.example, zoe@c.example"}, [],
    ),
    "one that nobody is named in": ({"Delivered-To": "anna@c.example", "To": "list@l.example"},
                                    ["anna"]),
    "an alias that only the server knows": (
        {"Delivered-To": "box7@hoster.example", "To": "anna@c.example"}, ["anna"],
    ),
    "nobody at all": ({"Subject": "hi"}, []),
    "undisclosed recipients": ({"To": "undisclosed-recipients:;"}, []),
    "named twice": ({"To": "anna@c.example", "Cc": "anna+a@c.example"}, ["anna"]),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_a_mail_is_for(what):
    headers, wanted = CASES[what]
    waiting = Waiting()
    for line in NAMES.values():
        waiting.add(line)
    found = waiting.whose(Envelope.of(headers.items()))
    assert {name for name, line in NAMES.items() if line in found} == set(wanted)
    assert len(found) == len(wanted)


@pytest.mark.parametrize("what", CASES)
def test_whoever_takes_all_takes_each_copy(what):
    waiting = Waiting()
    waiting.add(EVERYBODY)
    waiting.add(HOUSE)
    found = waiting.whose(Envelope.of(CASES[what][0].items()))
    assert EVERYBODY in found
    house = bool(CASES[what][1]) and "work" not in CASES[what][1]
    assert (HOUSE in found) is (house or "somebody who is not here" in what)


def test_whoever_left_gets_nothing():
    waiting = Waiting()
    for line in (ANNA, SHOP, EVERYBODY):
        waiting.add(line)
        assert line in waiting
    for line in (ANNA, SHOP, EVERYBODY, BERT):
        waiting.remove(line)
        assert line not in waiting
    assert not waiting
    assert waiting.whose(Envelope((), ("anna@c.example",))) == []
