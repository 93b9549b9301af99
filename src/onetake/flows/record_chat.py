"""Lets somebody talk to a chat system in a terminal and writes down the journey."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import SystemRandom

from onetake.bring.drafted import Brought, Drafted
from onetake.bring.naming import dashed, unlike
from onetake.bring.talked import Turn, talked
from onetake.errors import CouldNotTell, UsageWrong
from onetake.exercise.lines import Lines
from onetake.exercise.marks import marks, trace_id
from onetake.exercise.memory import first_memory, run_values
from onetake.exercise.plan import Selection, make_plan
from onetake.exercise.ready import Act
from onetake.exercise.setting import Setting
from onetake.flows.bring import write_brought
from onetake.flows.programme import Opened, environment_of, open_programme
from onetake.flows.secrets import secrets_for
from onetake.flows.taken import Taken
from onetake.words.channel import Action, Prepared
from onetake.words.line import Inbox
from onetake.words.path import Path as FactPath
from onetake.words.programme import Journey, Persona, System
from onetake.words.scalar import Plain
from onetake.words.steps import Step
from onetake.words.trouble import Trouble

_QUIET, _LONGEST = 1.5, 15.0
_TEXT, _BUTTONS = FactPath.parse("text"), FactPath.parse("buttons")


@dataclass(frozen=True, slots=True)
class Talk:
    """With which system of which programme, as whom, and what the journey's goal will be."""

    folder: Path
    system: str
    name: str = ""
    environment: str = ""
    persona: str = ""


Show = Callable[[str, Sequence[str]], None]
"""Shows what the bot says, and the buttons it offers."""


def record_chat(talk: Talk, typed: Callable[[], AsyncIterator[str]], show: Show) -> Taken:
    """Talk until nothing more is `typed`, a line at a time, then write the journey.

    Nothing is asked of `typed` before the bot can be talked to.

    Raises UsageWrong for a system or persona that is none, or one that is not to be talked to
    there; CouldNotTell when it cannot be reached, or nothing was said.
    """
    opened = open_programme(talk.folder)
    conversation = _Conversation(opened, talk)
    try:
        turns = asyncio.run(conversation.hold(typed(), show))
    except Trouble as trouble:
        raise CouldNotTell(trouble.reason, hint="see whether it runs there") from None
    if not any(turn.by != "bot" for turn in turns):
        raise CouldNotTell("nothing was said", hint="type what a customer would say")
    attributes = conversation.persona.attributes if conversation.persona else {}
    several = sum(s.channel == "chat" for s in opened.programme.systems.values()) > 1
    head: dict[str, object] = {"personas": [talk.persona]} if talk.persona else {}
    head |= {"systems": [talk.system]} if several else {}
    name = dashed(talk.name) if talk.name else f"talk-to-{dashed(talk.system)}"
    journey = Drafted(
        unlike(name, opened.programme.journeys, joint="-"),
        talk.name or f"A customer talks to {talk.system}",
        tuple(talked(turns, attributes)),
        "Recorded in a terminal.",
        head,
    )
    brought = Brought(f"a talk with {talk.system}", "a recorded conversation", (journey,))
    return Taken(journey.name, write_brought(opened.folder, opened.programme, [brought]))


class _Conversation:
    """One line to a chat system, and what went over it."""

    def __init__(self, opened: Opened, talk: Talk) -> None:
        programme = opened.programme
        self._opened = opened
        self._channel = opened.channels["chat"]
        self._system = _system(opened, talk.system)
        if talk.persona and talk.persona not in programme.personas:
            raise UsageWrong(
                f"there is no persona {talk.persona!r}",
                hint=f"personas: {', '.join(programme.personas) or 'none yet'}",
            )
        self.persona: Persona | None = programme.personas.get(talk.persona)
        self._environment = environment_of(programme, talk.environment, {})
        self._turns: list[Turn] = []
        self._offered: tuple[str, ...] = ()

    async def hold(self, typed: AsyncIterator[str], show: Show) -> list[Turn]:
        """Return the turns of a conversation; raises Trouble when there is no line."""
        acts, lines, memory = self._ready()
        await lines.open(acts, lambda _: memory)
        try:
            line, inbox, hear = lines.of(acts[0]), lines.inbox(acts[0]), acts[1].prepared
            listening = asyncio.create_task(self._listen(inbox, hear, show))
            try:
                await asyncio.sleep(_QUIET)
                async for words in typed:
                    if not words.strip():
                        continue
                    await self._settle(inbox)
                    action = self._said(words.strip())
                    prepared = self._channel.prepare(action, self._system)
                    await prepared.say(line, memory)
                await self._settle(inbox)
            finally:
                listening.cancel()
        finally:
            await lines.close()
        return self._turns

    def _ready(self) -> tuple[tuple[Act, ...], Lines, dict[str, object]]:
        """Return the steps that stand for the talk, lines that are not open yet, and what is known.

        Raises UsageWrong where the environment lets no journey talk to the system.
        """
        steps = tuple(
            Step("chat", f"chat.{word}", self._action(word, text), system=self._system.name)
            for word, text in (("say", "hello"), ("hear", ""))
        )
        chance, personas = SystemRandom(), (self.persona.name,) if self.persona else ()
        journey = Journey("recording", "A talk", steps, personas=personas)
        programme = replace(self._opened.programme, journeys={"recording": journey})
        setting = Setting(programme, self._environment, self._opened.channels, {}, time.time)
        plan = make_plan(setting, Selection())
        if plan.skipped:
            raise UsageWrong(f"nobody may talk there: {plan.skipped[0][1]}", hint="name another")
        folder = self._opened.folder
        secrets = secrets_for(plan, programme, self._environment.name, folder)
        memory = first_memory(
            environment=self._environment, persona=self.persona, row=None, secrets=secrets,
            run=run_values(1, "recording", time.time()),
        )  # fmt: skip
        lines = Lines(
            self._environment.name, self._opened.channels,
            marks(trace_id(chance), chance, ""), folder,
        )  # fmt: skip
        return plan.errands[0].ready.acts, lines, memory

    def _said(self, words: str) -> Action:
        """Note what was said, or which of the buttons was pressed."""
        label = next((one for one in self._offered if one.casefold() == words.casefold()), None)
        self._turns.append(Turn(label or words, "pressed" if label else "said"))
        self._offered = ()
        return self._action("press" if label else "say", label or words)

    def _action(self, word: str, text: str) -> Action:
        model = next(action for action in self._channel.actions if action.word == word)
        literal = Plain(text.replace("${", "$${"))
        return model.model_validate({model.shorthand: literal} if text else {})

    async def _listen(self, inbox: Inbox, hear: Prepared, show: Show) -> None:
        """Show whatever arrives, at once; what comes before the next saying is one turn."""
        while True:
            if not inbox.pending and not await inbox.more(3600):
                return
            arrivals = inbox.take(len(inbox.pending))
            heard = hear.read(arrivals) if arrivals else None
            if heard is None:
                continue
            text, buttons = heard.fact(_TEXT), heard.fact(_BUTTONS)
            words = text if isinstance(text, str) else ""
            offered = tuple(map(str, buttons)) if isinstance(buttons, list | tuple) else ()
            self._offered += offered
            show(words, offered)
            self._hear(words, offered)

    def _hear(self, words: str, offered: tuple[str, ...]) -> None:
        last = self._turns[-1] if self._turns else None
        if last and last.by == "bot":
            joined = "\n".join(filter(None, (last.words, words)))
            self._turns[-1] = Turn(joined, offered=last.offered + offered)
        elif words or offered:
            self._turns.append(Turn(words, offered=offered))

    async def _settle(self, inbox: Inbox) -> None:
        """Wait until the bot has said all it wants to, or for long enough."""
        if not self._turns or self._turns[-1].by == "bot":
            return
        until, seen = time.monotonic() + _LONGEST, inbox.arrived
        while time.monotonic() < until:
            await asyncio.sleep(_QUIET)
            if inbox.arrived == seen and self._turns[-1].by == "bot":
                return
            seen = inbox.arrived


def _system(opened: Opened, name: str) -> System:
    systems = opened.programme.systems
    known = [one.name for one in systems.values() if one.channel == "chat"]
    if name not in known:
        raise UsageWrong(
            f"there is no chat system {name!r}",
            hint=f"chat systems: {', '.join(known) or 'none yet; write systems/bot.yaml'}",
        )
    return systems[name]
