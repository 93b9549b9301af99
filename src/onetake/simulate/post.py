"""Sends the mails and SMS of a stand-in, each when its time has come and as faults have it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from onetake.simulate.cases import Mailing, Sending, Texting
from onetake.simulate.codes import ValidCodes
from onetake.simulate.faults import Fault, FaultKind, Faults
from onetake.simulate.replies import Outcome, misworded
from onetake.simulate.spoken import text_in
from onetake.simulate.world import Tree, World, holds, made_of
from onetake.words.template import Template, as_text, look_up


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail or an SMS on its way to a customer; an SMS has a text only.

    `files` are (name, type, text); `answers` is the Message-ID of the mail it answers.
    """

    to: str
    text: str
    subject: str = ""
    html: str = ""
    files: tuple[tuple[str, str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    answers: str = ""


class Carrier(Protocol):
    """What brings messages to customers; `known_by` is what their address is called."""

    known_by: str

    def carry(self, message: Outgoing) -> None:
        """Bring a message to where it goes."""

    def forget(self, customer: str) -> None:
        """Forget what was said with a customer, or with everybody."""


class Post:
    """Sends what answers send, by mail and by SMS; `carriers` are called `mail` and `sms`."""

    def __init__(self, world: World, faults: Faults, carriers: Mapping[str, Carrier]) -> None:
        self._world = world
        self._faults = faults
        self._carriers = carriers
        self._waiting: dict[asyncio.TimerHandle, str] = {}

    def send(self, sends: Iterable[Sending], memory: Tree, language: str = "") -> None:
        """Send what an answer sends, in the customer's own `language` or else in this one.

        Raises Undefined for a name without a value.
        """
        customer = as_text(memory["customer"])
        for sending in sends:
            if not holds(sending.when, memory):
                continue
            faults = self._faults.at(sending.name, customer)
            wrong = faults.get(FaultKind.WRONG_LANGUAGE)
            own = as_text(look_up(memory, "my").get("language", language))  # type: ignore[attr-defined]
            by, message, after = self._written(
                sending, memory, wrong.language if wrong else own, faults
            )
            self._dispatch(by, message, faults, memory, after=after)

    def answer(self, by: str, outcome: Outcome, memory: Tree, message: Outgoing) -> None:
        """Send what a desk answers: `message` holds all but the texts."""
        faults = self._faults.at(outcome.place, as_text(memory["customer"]))
        for reply in outcome.replies:
            one = replace(message, text=reply.text)
            self._dispatch(by, one, faults, memory, after=reply.after)

    def forget(self, customer: str = "") -> None:
        """Drop what is on its way to one customer, or to all, and forget what was said."""
        for timer, whose in tuple(self._waiting.items()):
            if customer in ("", whose):
                timer.cancel()
                del self._waiting[timer]
        for carrier in self._carriers.values():
            carrier.forget(customer)

    def _written(
        self, sending: Sending, memory: Tree, language: str, faults: Mapping[FaultKind, Fault]
    ) -> tuple[str, Outgoing, float]:
        by, item = ("sms", sending.sms) if sending.sms else ("mail", sending.mail)
        assert item
        own = Template.parse(f"${{my.{self._carriers[by].known_by}}}")
        to = (item.to or own).text(memory)
        memory = made_of(memory, None, self._world, faults.get(FaultKind.WRONG_CUSTOMER))
        message = _filled(item, to, language, memory)
        for fault in faults.values():
            message = replace(
                message,
                text=misworded(message.text, fault, memory),
                html=misworded(message.html, fault, memory) if message.html else "",
            )
        return by, message, item.after

    def _dispatch(
        self,
        by: str,
        message: Outgoing,
        faults: Mapping[FaultKind, Fault],
        memory: Tree,
        *,
        after: float,
    ) -> None:
        if FaultKind.MISSING in faults:
            return
        carrier, codes = self._carriers[by], memory["codes"]
        if FaultKind.EXPIRED_CODE in faults and isinstance(codes, ValidCodes):
            codes.end_in(message.text + message.html)
        if other := faults.get(FaultKind.WRONG_RECIPIENT):
            to = look_up(self._world.memory(other.other), f"my.{carrier.known_by}")
            message = replace(message, to=as_text(to))
        if late := faults.get(FaultKind.LATE):
            after += late.seconds
        for _ in range(2 if FaultKind.DOUBLED in faults else 1):
            self._carry(carrier, message, after, as_text(memory["customer"]))

    def _carry(self, carrier: Carrier, message: Outgoing, after: float, customer: str) -> None:
        if not after:
            carrier.carry(message)
            return

        def arrive() -> None:
            del self._waiting[timer]
            carrier.carry(message)

        timer = asyncio.get_running_loop().call_later(after, arrive)
        self._waiting[timer] = customer


def _filled(item: Texting | Mailing, to: str, language: str, memory: Tree) -> Outgoing:
    """Return a message in a language with its templates filled in. Raises Undefined."""
    text = text_in(item.text, language, memory)
    if isinstance(item, Texting):
        return Outgoing(to, text)
    return Outgoing(
        to,
        text,
        text_in(item.subject, language, memory),
        text_in(item.html, language, memory),
        tuple(
            (file.name.text(memory), file.type, text_in(file.text, language, memory))
            for file in item.attachments
        ),
        tuple((name, value.text(memory)) for name, value in item.headers.items()),
    )
