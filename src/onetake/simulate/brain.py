"""What a bot answers: pure and synchronous, the same for every dialect it is spoken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.simulate.cases import Case
from onetake.simulate.desks import Chat, Desk, Intent
from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.post import Post
from onetake.simulate.replies import Outcome, Reply, spoil, spoken_in
from onetake.simulate.spoken import Said
from onetake.simulate.world import Tree, World, apply, find, holds, made_of
from onetake.words.template import Undefined, fill


@dataclass(slots=True)
class Conversation:
    """What the bot knows of one sender: language, customer, slots, and what it waits for."""

    sender: str
    language: str = ""
    customer: str = ""
    slots: dict[str, str] = field(default_factory=dict)
    last: str = ""
    pending: Intent | None = None
    asking: str = ""
    asked_again: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """Lose everything but the language."""
        self.customer = self.last = self.asking = ""
        self.pending = None
        self.slots = {}


class Brain:
    """A bot: its file, the world it shares with the api, the faults switched on, and its post.

    Whoever answers mails and SMS understands them in the same way. Without a post nothing is sent.
    """

    def __init__(self, desk: Desk, world: World, faults: Faults, post: Post | None = None) -> None:
        self.desk = desk
        self._world = world
        self._faults = faults
        self._post = post

    def meet(self, sender: str) -> Conversation:
        """Return a conversation with somebody new."""
        return Conversation(sender, next(iter(self.desk.languages), ""))

    def recognise(self, talk: Conversation, customer: str) -> None:
        """Note who is speaking, when their number or address is known; and their language."""
        if customer:
            talk.customer = customer
            own = self._world.customers[customer].get("language", talk.language)
            talk.language = str(own)

    def greet(self, talk: Conversation) -> Outcome:
        """Return what the bot says before it is asked."""
        return self._say(talk, self._greeting, "greeting")

    @property
    def greets(self) -> bool:
        """Whether something is said before it is asked."""
        return bool(self._greeting)

    @property
    def _greeting(self) -> tuple[Said, ...]:
        return (self.desk.greeting or ()) if isinstance(self.desk, Chat) else ()

    def hear(self, talk: Conversation, text: str) -> Outcome:
        """Return what comes of a customer saying or pressing something.

        What the bot's file gets wrong, such as a name without a value, is told as the answer.
        """
        try:
            return self._hear(talk, text)
        except (Undefined, ValueError) as error:
            return Outcome((Reply(f"The stand-in's file: {error}"),))

    def _hear(self, talk: Conversation, text: str) -> Outcome:
        self._listen_for_language(talk, text)
        if talk.asking:
            answered = self._answer_slot(talk, text)
            if answered is not None:
                return answered
        intent, found = self._understand(talk, text)
        if intent is None:
            if talk.asking:
                return self._say(talk, (self.desk.slots[talk.asking].wrong,), talk.asking)
            return self._say(talk, self.desk.fallback, "fallback")
        talk.slots |= {name: value for name, value in found.items() if value}
        return self._proceed(talk, intent)

    def _listen_for_language(self, talk: Conversation, text: str) -> None:
        for language, pattern in self.desk.languages.items():
            if pattern.search(text):
                talk.language = language
                return

    def _answer_slot(self, talk: Conversation, text: str) -> Outcome | None:
        """Take a text as the answer to the question asked; None when it is none."""
        name, slot = talk.asking, self.desk.slots[talk.asking]
        match = slot.matches.search(text)
        if match is None:
            return None
        value = match.groupdict().get("value") or match[0]
        customer = value if slot.identifies else talk.customer
        memory = self._world.memory(customer, talk.sender, slots=talk.slots, value=value)
        unknown = slot.identifies and value not in self._world.customers
        if unknown or not holds(slot.check, memory):
            return self._say(talk, (slot.wrong,), name)
        faults = self._faults.at(name, customer)
        if FaultKind.ASKS_TWICE in faults and name not in talk.asked_again:
            talk.asked_again.add(name)
            return self._say(talk, (slot.ask,), name)
        talk.slots[name], talk.customer, talk.asking = value, customer, ""
        if FaultKind.LOST_CONTEXT in faults:
            return self._lost(talk)
        intent, talk.pending = talk.pending, None
        return self._proceed(talk, intent) if intent else None

    def _understand(
        self, talk: Conversation, text: str
    ) -> tuple[Intent | None, Mapping[str, str | None]]:
        for intent in self.desk.intents:
            if intent.after and talk.last not in intent.after:
                continue
            for pattern in intent.patterns:
                match = pattern.search(text)
                if match:
                    return intent, match.groupdict()
        return None, {}

    def _proceed(self, talk: Conversation, intent: Intent) -> Outcome:
        """Ask for the first thing not known yet, or answer."""
        for name in intent.needs:
            if name not in talk.slots:
                talk.pending, talk.asking = intent, name
                return self._say(talk, (self.desk.slots[name].ask,), name)
        talk.asking, talk.pending = "", None
        if FaultKind.LOST_CONTEXT in self._faults.at(intent.name, talk.customer):
            return self._lost(talk)
        talk.last = intent.name
        for case in (intent, *intent.otherwise):
            memory = self._world.memory(talk.customer, talk.sender, slots=talk.slots)
            if find(case.find, memory) and holds(case.when, memory):
                return self._act(talk, intent.name, case, memory)
        return self._say(talk, self.desk.fallback, "fallback")

    def do(self, talk: Conversation, case: Case, place: str) -> Outcome:
        """Return what comes of a case that needs no understanding, such as STOP."""
        memory = self._world.memory(talk.customer, talk.sender)
        try:
            return self._act(talk, place, case, memory)
        except (Undefined, ValueError) as error:
            return Outcome((Reply(f"The stand-in's file: {error}"),))

    def _act(self, talk: Conversation, place: str, case: Case, memory: Tree) -> Outcome:
        for name, value in case.keep.items():
            memory[name] = fill(value, memory)
        if FaultKind.WRONG_STATE not in self._faults.at(place, talk.customer):
            apply(case.do, memory)
            self._send(case, memory, talk)
        other = self._faults.at(place, talk.customer).get(FaultKind.WRONG_CUSTOMER)
        memory = made_of(memory, case.find, self._world, other)
        return self._say(talk, case.answers, place, memory)

    def _send(self, case: Case, memory: Tree, talk: Conversation) -> None:
        if self._post:
            self._post.send(case.sends, memory, talk.language)

    def _lost(self, talk: Conversation) -> Outcome:
        talk.forget()
        return self._say(talk, self.desk.fallback, "fallback")

    def _say(
        self,
        talk: Conversation,
        messages: tuple[Said, ...],
        place: str,
        memory: Tree | None = None,
    ) -> Outcome:
        """Return messages in the sender's language, changed by the faults of this place."""
        faults = self._faults.at(place, talk.customer)
        if memory is None:
            other = faults.get(FaultKind.WRONG_CUSTOMER)
            memory = self._world.memory(talk.customer, talk.sender, slots=talk.slots)
            memory = made_of(memory, None, self._world, other)
        wrong = faults.get(FaultKind.WRONG_LANGUAGE)
        language = wrong.language if wrong else talk.language
        replies = tuple(spoken_in(message, language, memory) for message in messages)
        return spoil(replies, faults, memory, place)
