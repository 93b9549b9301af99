"""Who answers customers in their own words, as a stand-in's file declares it: chat, mail, SMS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, PlainValidator, field_validator, model_validator

from onetake.simulate.cases import Case
from onetake.simulate.faults import Place
from onetake.simulate.here import is_here
from onetake.simulate.spoken import Message, Messages, Pattern, Patterns
from onetake.words.channel import Declared
from onetake.words.fields import Match


def number(value: object) -> str:
    """Return a phone number without spaces and other signs: +447700900000."""
    return _SIGNS.sub("", str(value))


_SIGNS = re.compile(r"[^\d+]")

Number = Annotated[str, PlainValidator(number)]
"""A phone number, its spaces and other signs left out: +447700900000."""


class Intent(Case):
    """Something customers want: how they say it, what must be known first, what is answered.

    `after`: only understood right after one of these intents. Named groups of a pattern fill the
    slot of that name. When its own conditions fail, the first of `otherwise` that holds answers.
    """

    name: str
    patterns: Patterns
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    otherwise: tuple[Case, ...] = ()


class Slot(Declared):
    """Something that must be known: how it is asked for, and what an answer looks like.

    `identifies`: the value says which customer is speaking. `check` must hold, with the answer
    under the name `value`; else `wrong` is said and the question stands.
    """

    ask: Message
    matches: Pattern
    identifies: bool = False
    check: dict[str, Match] = {}
    wrong: Message


class Desk(Declared):
    """Whoever answers customers: what is understood, and what is said otherwise.

    `languages` maps a language to a pattern that tells it; the first one is spoken at first.
    """

    fallback: Messages = ()
    languages: dict[str, Pattern] = {}
    slots: dict[str, Slot] = {}
    intents: tuple[Intent, ...] = ()

    @model_validator(mode="after")
    def _slots_known(self) -> Desk:
        for intent in self.intents:
            for name in intent.needs:
                if name not in self.slots:
                    raise ValueError(f"the intent {intent.name!r} needs the slot {name!r}")
        return self

    def cases(self) -> Iterator[Case]:
        """Yield everything that may be answered."""
        for intent in self.intents:
            yield from (intent, *intent.otherwise)

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        return {
            **dict.fromkeys(self.slots, Place.QUESTION),
            **{intent.name: Place.REPLY for intent in self.intents},
        }


class Chat(Desk):
    """A bot; `greeting` is what it says before it is asked."""

    greeting: Messages | None = None
    fallback: Messages = Field(default="Sorry, I did not understand that.", validate_default=True)

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        return {
            "greeting": Place.TALK,
            "fallback": Place.TALK,
            **dict.fromkeys(self.slots, Place.SLOT),
            **{intent.name: Place.INTENT for intent in self.intents},
        }


class Mail(Desk):
    """A mailbox that takes every mail, and the company that answers what is written to `address`.

    Patterns are searched for in subject and text, without what is quoted. Who wrote is known by
    what customers have under `known_by`. `headers` are added to every mail of the company.
    """

    address: str = "service@company.example"
    name: str = ""
    known_by: str = "email"
    headers: dict[str, str] = {}


class Sms(Desk):
    """A gateway for SMS, and the company that answers what is written to its `number`.

    Who wrote is known by what customers have under `known_by`. Requests need the `account` and,
    where one is given, its `token`. What comes to customers goes to `webhook`, too. A customer who
    writes STOP gets nothing more until START; both may do and answer something of their own.
    Numbers that are `unreachable` get nothing, and the delivery report says so.
    """

    number: Number = "+447700900000"
    known_by: str = "phone"
    account: str = "AC00000000000000000000000000000000"
    token: str = ""
    webhook: str = ""
    stop: Case = Case.model_validate({"answers": "You will get no more messages from us."})
    start: Case = Case.model_validate({"answers": "You will get our messages again."})
    unreachable: tuple[Number, ...] = ()

    @field_validator("webhook")
    @classmethod
    def _here(cls, webhook: str) -> str:
        if webhook and not is_here(webhook):
            raise ValueError("a stand-in calls nobody but this machine: http://127.0.0.1:PORT/PATH")
        return webhook

    def cases(self) -> Iterator[Case]:
        """Yield everything that may be answered."""
        yield from (*super().cases(), self.stop, self.start)

    def places(self) -> dict[str, Place]:
        """Return where a fault can be, by name."""
        return super().places() | {"stop": Place.REPLY, "start": Place.REPLY}
