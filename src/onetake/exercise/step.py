"""Walks one step: says, hears, judges and keeps."""

from __future__ import annotations

import asyncio
import traceback
from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from copy import copy

from onetake.exercise.attempt import PROVEN, Attempt
from onetake.exercise.attention import LONGEST_WORDS, Attention, words_of
from onetake.exercise.blame import blame, crash
from onetake.exercise.keep import keep
from onetake.exercise.limits import Spending, patience_of, within_of
from onetake.exercise.lines import Lines
from onetake.exercise.listen import Ear, Taken, came_with_saying
from onetake.exercise.memory import holds, of_persona, spoken_as
from onetake.exercise.ready import Act
from onetake.exercise.sayings import Sayings
from onetake.exercise.setting import Setting
from onetake.exercise.stops import Stop, Stops
from onetake.exercise.watchdog import Watchdog
from onetake.words.channel import Heard, Line, Memory
from onetake.words.clock import reader
from onetake.words.events import StepResult
from onetake.words.programme import Journey, Persona
from onetake.words.template import Undefined
from onetake.words.trouble import Trouble, Unreached
from onetake.words.verdict import PASSED, Ruling, Verdict, worst

_LONGEST_PROOF = 5.0


class StepWalker:
    """Walks the steps of one run; holds what they share: times, effort, order, spending."""

    def __init__(
        self,
        journey: Journey,
        setting: Setting,
        people: Mapping[str, Persona],
        speaker: str,
        *,
        memory: dict[str, object],
        lines: Lines,
    ) -> None:
        """Prepare for one run; `people` are the personas with what they lease, by name."""
        self.speaker = speaker
        self.spending = Spending(journey.ceilings or setting.programme.ceilings)
        self.cleaning = False
        self.last_heard: Heard | None = None
        self.attention = Attention(journey)
        self._setting = setting
        self._people = people
        self.memory: MutableMapping[str, object] = memory
        self._kept = memory
        self._lines = lines
        self.stops = Stops.of(journey, setting.environment)
        self._clock = reader()
        self._sayings = Sayings(self._clock, people, speaker)
        self._watchdog = Watchdog()

    def in_lane(self, lane: str) -> StepWalker:
        """Return a walker of the same run for a task of its own, with what its lane knows."""
        twin, other = copy(self), self._people.get(lane)
        own: dict[str, object] = {"persona": of_persona(other)} if other else {}
        twin.memory = ChainMap(own, self.memory)
        twin.last_heard, twin._watchdog = None, Watchdog()
        return twin

    def begin(self) -> None:
        """Note when the customer begins; `within` runs from here until something is said."""
        self._sayings.begin(self._clock())

    def end(self) -> None:
        """Stop watching; the run, or the lane, is over."""
        self._watchdog.close()

    def lasted(self, *, broken_off: bool) -> float:
        """Return how long the customer's steps took together, in ms, up to now if broken off.

        Opening lines before them, and proving the last one, is not her time.
        """
        if broken_off:
            self._sayings.ended(self._clock())
        return self._sayings.lasted * 1000

    def memory_of(self, act: Act) -> Memory:
        """Return what a step's speaker knows."""
        other = self._people.get(act.step.speaker)
        return spoken_as(self.memory, other) if other else self.memory

    async def walk(self, act: Act) -> StepResult:
        """Return what a step came to. Raises Stop where the journey stops before it."""
        if act.step.when is not None and not holds(act.step.when, self.memory):
            return self.skipped(act, "its `when` does not hold")
        self.stops.at(act, cleaning=self.cleaning)
        attempt = Attempt(self._setting.now(), self._clock())
        try:
            ruling = await self._go(act, attempt)
        except Trouble as trouble:
            ruling = await self._blame(act, trouble)
        except Undefined as undefined:
            if self.cleaning:
                return self.skipped(act, str(undefined))
            ruling = Ruling(Verdict.UNKNOWN, "template", f"{undefined}: no step before kept it")
        except Stop:
            raise
        except Exception as error:  # noqa: BLE001 - a channel may be somebody else's code
            trace = "".join(traceback.format_exception(error)).encode()
            self._lines.exhibits(act).put("crash.txt", trace)
            ruling = crash(act.step.channel, error)
        if act.step.optional and ruling.verdict is Verdict.FAILED:
            return self.skipped(act, f"optional: {ruling.reason}")
        ended = self._clock()
        attempt.took = (ended - attempt.begun) * 1000
        self._sayings.ended(ended)
        await self._prove(act, ruling.verdict)
        if act.action.says and attempt.arrived is not None:
            self._sayings.busy(act, self._clock() - attempt.arrived)
        return self._result(act, ruling, attempt)

    async def _prove(self, act: Act, verdict: Verdict) -> None:
        """Let a line show what stands on it, when a verdict wants proof; whatever comes of it."""
        if verdict not in PROVEN:
            return
        try:
            async with asyncio.timeout(_LONGEST_PROOF):
                await self._lines.prove(act, verdict)
        except Exception as error:  # noqa: BLE001 - a channel may be somebody else's code
            trace = "".join(traceback.format_exception(error)).encode()
            self._lines.exhibits(act).put("proof-crash.txt", trace)

    def skipped(self, act: Act, reason: str) -> StepResult:
        """Return a step that was not walked, and why."""
        ruling = Ruling(Verdict.SKIPPED, "skipped", reason)
        return self._result(act, ruling, Attempt(self._setting.now()))

    async def _go(self, act: Act, attempt: Attempt) -> Ruling:
        line, inbox, memory = self._lines.of(act), self._lines.inbox(act), self.memory_of(act)
        within = attempt.within = within_of(act, memory)
        patience = patience_of(act, within, memory)
        attempt.deadline = attempt.begun + patience
        rulings: list[Ruling | None] = []
        if act.action.says:
            rulings += await self._say(act, line, memory, attempt)
        if not act.action.hears:
            return self._gravest(act, rulings)
        since = self._sayings.since(act)
        deadline = (since if within or act.action.says else attempt.begun) + patience
        taken: Taken | Ruling | None = came_with_saying(act, inbox)
        if taken is None:
            ear = Ear(
                act, inbox, memory, since=since, deadline=deadline,
                quiet=self._setting.quiet, guard=self._guard,
            )  # fmt: skip
            taken = await ear.listen()
        if isinstance(taken, Ruling):
            return await self._unheard(act, taken, patience)
        attempt.arrived, attempt.ms = taken.at, (taken.at - since) * 1000
        self.last_heard = taken.heard
        if not act.action.says:
            attempt.heard = words_of(taken.heard)
        rulings.append(act.judge.rule(taken.heard, attempt.ms, memory, within))
        rulings.append(keep(act, taken.heard, memory, self._kept))
        rulings += self._listened(act, taken)
        return self._gravest(act, rulings)

    async def _say(
        self, act: Act, line: Line, memory: Memory, attempt: Attempt
    ) -> list[Ruling | None]:
        """Send what a step says, within its patience; count what it cost the customer."""
        template = act.action.spoken()
        text = template.text(memory) if template else ""
        if text:
            self.stops.saying(act, text)
        if not act.action.looks:
            self.spending.say(act.system, bounded=not self.cleaning)
        attempt.said = text[:LONGEST_WORDS]
        if not act.action.looks:
            self._sayings.note(act, attempt.begun)
        self._lines.hurry(act, attempt.deadline)
        self._watchdog.guard(attempt.deadline)
        try:
            await act.prepared.say(line, memory)
        except asyncio.CancelledError:
            if not self._watchdog.barked():
                raise
            patience = attempt.deadline - attempt.begun
            reason = f"{act.system.name} did not answer within {patience:.3g} s"
            raise Unreached("patience", reason) from None
        finally:
            self._watchdog.release()
        return self.attention.said(act, text, memory, customer=self._sayings.is_own(act))

    def _listened(self, act: Act, taken: Taken) -> list[Ruling | None]:
        """Attend to all that a step consumed."""
        own = self._sayings.is_own(act)
        return self.attention.heard(act, taken, self.memory_of(act), customer=own)

    async def _unheard(self, act: Act, missed: Ruling, patience: float) -> Ruling:
        """Tell why nothing fitted: asked again, our own network, or what was heard instead."""
        pending = self._lines.unheard(act)
        heard = act.prepared.read(pending) if pending else None
        if heard is not None:
            again = self._listened(act, Taken(heard, pending[-1].at, pending))
            return next((ruling for ruling in again if ruling), missed)
        if missed.rule != "patience":
            return missed
        return await self._blame(act, Unreached("patience", f"{missed.reason} ({patience:g} s)"))

    async def _blame(self, act: Act, trouble: Trouble) -> Ruling:
        template = act.system.address_in(self._setting.environment.name)
        try:
            address = template.text(self.memory_of(act)) if template else ""
        except Undefined:
            address = ""
        return await blame(trouble, address, self._setting.environment.control)

    def _gravest(self, act: Act, rulings: list[Ruling | None]) -> Ruling:
        """Return the first ruling of the gravest verdict; a step that ends is a moment, too."""
        rulings.append(self.attention.ended(act, self.memory))
        worse = [ruling for ruling in rulings if ruling is not None and ruling is not PASSED]
        if not worse:
            return PASSED
        verdict = worst(ruling.verdict for ruling in worse)
        return next(ruling for ruling in worse if ruling.verdict is verdict)

    def _guard(self) -> None:
        self.spending.received(self._lines.arrived())

    def _result(self, act: Act, ruling: Ruling, attempt: Attempt) -> StepResult:
        proof = self._lines.exhibits(act).collect() if ruling.verdict in PROVEN else ()
        return attempt.result(act, ruling, speaker=act.step.speaker or self.speaker, proof=proof)
