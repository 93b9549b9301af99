"""A channel that answers by a script, and short ways to write journeys for it."""

from __future__ import annotations

import asyncio
from random import Random

from virtual_time import run as run_virtually

from onetake.channels.echo import Echoed, EchoLine, Hear, Say
from onetake.exercise.engine import Engine
from onetake.exercise.plan import Selection, make_plan
from onetake.exercise.setting import Setting
from onetake.words.events import JourneyJudged, RunEnded
from onetake.words.figure import Levels, duration
from onetake.words.line import Inbox
from onetake.words.match import Matcher
from onetake.words.path import Path
from onetake.words.programme import Environment, Journey, Persona, Programme, System
from onetake.words.scalar import Plain
from onetake.words.steps import Condition, Step
from onetake.words.template import Template


class Scripted:
    """Answers each saying with (delay in seconds, text) pairs; an exception is raised instead."""

    name = "chat"
    actions = (Say, Hear)

    def __init__(self, script, opening=()):
        self.script = script
        self.opening = opening
        self.said = []
        self.open_lines = 0
        self.most_lines = 0

    def prepare(self, action, system):
        return _Prepared(self, action)

    async def open(self, place):
        if isinstance(self.opening, Exception):
            raise self.opening
        self.open_lines += 1
        self.most_lines = max(self.most_lines, self.open_lines)
        place.evidence.put("chat.txt", lambda: "\n".join(self.said).encode())
        line = _Line(self)
        line.answer(self.opening)
        return line


class _Line(EchoLine):
    def __init__(self, channel):
        super().__init__(Inbox())
        self.channel = channel

    def answer(self, answers):
        loop = asyncio.get_running_loop()
        for delay, text in answers:
            if isinstance(text, Exception):
                loop.call_later(delay, self.inbox.close, text)
            else:
                loop.call_later(delay, self.inbox.put, text)

    async def close(self):
        self.channel.open_lines -= 1


class _Prepared:
    def __init__(self, channel, action):
        self.channel = channel
        self.action = action

    async def say(self, line, memory):
        text = self.action.text.text(memory)
        self.channel.said.append(text)
        answers = self.channel.script.get(text, ())
        if isinstance(answers, Exception):
            raise answers
        line.answer(answers)

    def read(self, arrivals):
        return Echoed("\n".join(arrival.content for arrival in arrivals))


def say(text, **more):
    """A step that says a text."""
    return _step("say", Say.model_validate({"text": text}), more)


def hear(spec, **more):
    """A step that hears what fits a matcher; a text means contains."""
    spec = spec if isinstance(spec, dict) else {"text": spec}
    return _step("hear", Hear.model_validate(spec), more)


def _step(word, action, more):
    if isinstance(more.get("within"), str):
        text = more["within"]
        more["within"] = Template.parse(text) if "$" in text else Levels.parse(text, duration)
    expect = more.pop("expect", {})
    more["expect"] = tuple((Path.parse(p), Matcher.parse(spec)) for p, spec in expect.items())
    more["keep"] = tuple((n, Path.parse(p)) for n, p in more.pop("keep", {}).items())
    more["when"] = when(more["when"]) if "when" in more else None
    return Step("chat", f"chat.{word}", action, **more)


def when(checks):
    """A condition over memory."""
    return Condition(tuple((name, Matcher.parse(spec)) for name, spec in checks.items()))


THERE = {"exists": Plain("true")}


def journey(*steps, **more):
    """A journey of these steps."""
    return Journey(more.pop("id", "j"), more.pop("goal", "A goal"), steps, **more)


def setting(channel, *journeys, environment=None, personas=(), systems=(), **more):
    """Where the journeys are walked: in virtual time, with a fixed chance."""
    environment = environment or Environment("dev")
    known = systems or (System("bot", "chat", {"": Template.parse("bot.example:1")}),)
    programme = Programme(
        "Test", ".",
        environments={environment.name: environment},
        personas={
            item.name: item
            for item in (
                name if isinstance(name, Persona) else Persona(name, {"name": name.title()})
                for name in personas
            )
        },
        journeys={item.id: item for item in journeys},
        systems={item.name: item for item in known},
        **{k: more.pop(k) for k in ("ceilings",) if k in more},
    )  # fmt: skip
    return Setting(
        programme, environment, {"chat": channel}, more.pop("secrets", {}),
        now=lambda: 1_700_000_000.0, random=Random(1), **more,
    )  # fmt: skip


def walk(channel, *journeys, selection=None, stop=None, **more):
    """Walk journeys and return the run results and the judged journeys."""
    made = setting(channel, *journeys, **more)

    async def collect():
        engine = Engine(make_plan(made, selection or Selection()), made)
        if stop is not None:
            asyncio.get_running_loop().call_later(stop, engine.stop, "stopped by Ctrl-C")
        return [event async for event in engine.events()]

    events = run_virtually(collect())
    runs = [event.result for event in events if isinstance(event, RunEnded)]
    return runs, [event for event in events if isinstance(event, JourneyJudged)]


def walk_one(channel, *steps, **more):
    """Walk one journey of these steps once and return its run."""
    keys = set(Journey.__dataclass_fields__)
    about = {key: more.pop(key) for key in list(more) if key in keys - {"personas", "systems"}}
    if "personas" in more:
        first = more["personas"][0]
        about["personas"] = (first if isinstance(first, str) else first.name,)
    runs, _ = walk(channel, journey(*steps, **about), **more)
    return runs[0]
