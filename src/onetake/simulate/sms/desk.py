"""The company behind the gateway: it writes to customers, and answers what they write to it."""

from __future__ import annotations

from onetake.simulate.brain import Brain, Conversation
from onetake.simulate.desks import Sms, number
from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.post import Outgoing, Post
from onetake.simulate.replies import Outcome
from onetake.simulate.sms.box import SmsBox, Texted
from onetake.simulate.sms.webhooks import Webhooks
from onetake.simulate.world import World

_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
_START = frozenset({"start", "unstop"})


class SmsDesk:
    """Brings the company's SMS to customers, and answers what comes to its number."""

    def __init__(
        self, sms: Sms, box: SmsBox, world: World, faults: Faults, webhooks: Webhooks
    ) -> None:
        self.known_by = sms.known_by
        self._sms = sms
        self._box = box
        self._world = world
        self._faults = faults
        self._webhooks = webhooks
        self._stopped: set[str] = set()
        self._known: dict[str, Conversation] = {}

    def carry(self, message: Outgoing) -> None:
        """Bring an SMS to a customer; one who stopped them gets answers only."""
        to = number(message.to)
        if message.answers or not self.has_stopped(to):
            text, ours = message.text, self._sms.number
            self.arrived(self._box.put(ours, to, text, direction="inbound", status="received"))

    def forget(self, customer: str) -> None:
        """Forget what was written with a customer, or with everybody, and that they stopped."""
        for sender, talk in tuple(self._known.items()):
            if customer in ("", talk.customer):
                del self._known[sender]
                self._stopped.discard(sender)

    def arrived(self, message: Texted) -> None:
        """Tell the webhook of what reached a customer's phone."""
        if self._sms.webhook:
            self._webhooks.post(self._sms.webhook, message.as_form(self._sms.account))

    def has_stopped(self, to: str) -> bool:
        """Tell if a customer wants nothing more."""
        return to in self._stopped

    def hear(self, message: Texted, brain: Brain, post: Post) -> None:
        """Answer an SMS that a customer wrote to the company's number."""
        sender, word = message.sender, message.text.strip().casefold()
        talk = self._known.setdefault(sender, brain.meet(sender))
        brain.recognise(talk, self._world.whose(self.known_by, sender, number))
        if word in _STOP:
            outcome = self._keyword(talk, "stop", brain)
        elif word in _START:
            outcome = self._keyword(talk, "start", brain)
        else:
            outcome = brain.hear(talk, message.text)
        memory = self._world.memory(talk.customer, sender)
        post.answer("sms", outcome, memory, Outgoing(sender, "", answers=message.sid))

    def _keyword(self, talk: Conversation, word: str, brain: Brain) -> Outcome:
        """Do what STOP or START asks for."""
        if FaultKind.WRONG_STATE not in self._faults.at(word, talk.customer):
            (self._stopped.add if word == "stop" else self._stopped.discard)(talk.sender)
        return brain.do(talk, self._sms.stop if word == "stop" else self._sms.start, word)
