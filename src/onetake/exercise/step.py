"""Walks one step: says, hears, judges and keeps."""

from __future__ import annotations

import asyncio
import traceback

from onetake.exercise.blame import blame, crash
from onetake.exercise.effort import Tally
from onetake.exercise.limits import Spending, patience_of, within_of
from onetake.exercise.lines import Lines
from onetake.exercise.listen import Ear, Taken, came_with_saying
from onetake.exercise.memory import holds, spoken_as
from onetake.exercise.order import OrderWatch
from onetake.exercise.ready import Act
from onetake.exercise.setting import Setting
from onetake.exercise.stops import Stop, Stops
from onetake.exercise.watchdog import Watchdog
from onetake.words.channel import Heard, Line, Memory
from onetake.words.clock import reader
from onetake.words.events import StepResult
from onetake.words.path import ABSENT, Path
from onetake.words.programme import Journey, Persona, Step
from onetake.words.template import Undefined
from onetake.words.trouble import Trouble, Unreached
from onetake.words.verdict import PASSED, Ruling, Verdict, worst

_TEXT = Path.parse("text")


class StepWalker:
    """Walks the steps of one run; holds what they share: times, effort, order, spending."""

    def __init__(
        self,
        journey: Journey,
        setting: Setting,
        persona: Persona | None,
        *,
        memory: dict[str, object],
        lines: Lines,
    ) -> None:
        self.speaker = persona.name if persona else ""
        self.tally = Tally(journey.effort)
        self.spending = Spending(journey.ceilings or setting.programme.ceilings)
        self.cleaning = False
        self.last_heard: Heard | None = None
        self._setting = setting
        self._memory = memory
        self._lines = lines
        self._order = OrderWatch(journey.order)
        self._watches_answers = any(moment.matcher for order in journey.order for moment in order)
        self.stops = Stops.of(journey, setting.environment)
        self._clock = reader()
        self._watchdog = Watchdog()
        self._said: dict[str, float] = {}
        self._begun = 0.0

    def begin(self) -> None:
        """Note when the customer begins; `within` runs from here until something is said."""
        self._begun = self._clock()

    def end(self) -> None:
        """Stop watching; the run is over."""
        self._watchdog.close()

    def memory_of(self, act: Act) -> Memory:
        """Return what a step's speaker knows."""
        other = self._setting.programme.personas.get(act.step.speaker)
        return spoken_as(self._memory, other) if other else self._memory

    async def walk(self, act: Act) -> StepResult:
        """Return what a step came to. Raises Stop where the journey stops before it."""
        if act.step.when is not None and not holds(act.step.when, self._memory):
            return self.skipped(act, "its `when` does not hold")
        self.stops.at(act, cleaning=self.cleaning)
        started, ms = self._setting.now(), None
        try:
            ruling, ms = await self._go(act)
        except Trouble as trouble:
            ruling = await self._blame(act, trouble)
        except Undefined as undefined:
            if self.cleaning:
                return self.skipped(act, str(undefined))
            ruling = Ruling(Verdict.UNKNOWN, "template", f"{undefined}: no step before kept it")
        except Stop:
            raise
        except Exception as error:  # noqa: BLE001 - a channel may be somebody else's code
            self._lines.exhibits(act).put(
                "crash.txt", "".join(traceback.format_exception(error)).encode()
            )
            ruling = crash(act.step.channel, error)
        if act.step.optional and ruling.verdict is Verdict.FAILED:
            return self.skipped(act, f"optional: {ruling.reason}")
        return self._result(act, ruling, started, ms)

    def skipped(self, act: Act, reason: str) -> StepResult:
        """Return a step that was not walked, and why."""
        ruling = Ruling(Verdict.SKIPPED, "skipped", reason)
        return self._result(act, ruling, self._setting.now(), None)

    async def _go(self, act: Act) -> tuple[Ruling, float | None]:
        line, memory, step = self._lines.of(act), self.memory_of(act), act.step
        within = within_of(act, memory)
        patience = patience_of(act, within, memory)
        begun = self._clock()
        rulings: list[Ruling | None] = []
        if act.action.says:
            rulings += await self._say(act, line, memory, (begun, begun + patience))
        if not act.action.hears:
            return self._gravest(act, rulings), None
        since = self._since(step)
        deadline = (since if within or act.action.says else begun) + patience
        taken: Taken | Ruling | None = came_with_saying(act, line.inbox)
        if taken is None:
            ear = Ear(
                act, line.inbox, memory, since=since, deadline=deadline,
                quiet=self._setting.quiet, guard=self._guard,
            )  # fmt: skip
            taken = await ear.listen()
        if isinstance(taken, Ruling):
            return await self._unheard(act, line, taken, patience), None
        ms = (taken.at - since) * 1000
        self.last_heard = taken.heard
        rulings.append(act.judge.rule(taken.heard, ms, memory, within))
        rulings.append(self._keep(act, taken.heard, memory))
        if self._watches_answers or not act.action.says:
            rulings += self._listened(act, taken)
        return self._gravest(act, rulings), ms

    async def _say(
        self, act: Act, line: Line, memory: Memory, stretch: tuple[float, float]
    ) -> tuple[Ruling | None, ...]:
        """Send what a step says, within its patience; count what it cost the customer."""
        template = act.action.spoken()
        text = template.text(memory) if template else ""
        if text:
            self.stops.saying(act, text)
        self.spending.say(act.system, bounded=not self.cleaning)
        begun, deadline = stretch
        self._note_saying(act.step, begun)
        self._watchdog.guard(deadline)
        try:
            await act.prepared.say(line, memory)
        except asyncio.CancelledError:
            if not self._watchdog.barked():
                raise
            reason = f"{act.system.name} did not answer within {deadline - begun:.3g} s"
            raise Unreached("patience", reason) from None
        finally:
            self._watchdog.release()
        return (
            self.tally.logged_in() if act.action.login else None,
            self.tally.said(text, act.number) if act.action.turn else None,
            self._order.happened("said", text, memory) if text else None,
        )

    def _note_saying(self, step: Step, at: float) -> None:
        self._said[self._customer(step)] = at
        if step.name:
            self._said[f"step {step.name}"] = at

    def _since(self, step: Step) -> float:
        """Return when the wait for an answer began: the named step's, or the last saying."""
        if step.since:
            return self._said.get(f"step {step.since}", self._begun)
        return self._said.get(self._customer(step), self._begun)

    def _customer(self, step: Step) -> str:
        known = self._setting.programme.personas
        return step.speaker if step.speaker in known else self.speaker

    def _listened(self, act: Act, taken: Taken) -> list[Ruling | None]:
        """Count questions asked again in all that was consumed, and watch the order."""
        rulings: list[Ruling | None] = []
        for arrival in taken.arrivals:
            heard = act.prepared.read([arrival])
            text = heard.fact(_TEXT) if heard is not None else ABSENT
            if isinstance(text, str) and text:
                if not act.action.says:
                    rulings.append(self.tally.heard(text, act.number))
                rulings.append(self._order.happened("heard", text, self.memory_of(act)))
        return rulings

    async def _unheard(self, act: Act, line: Line, missed: Ruling, patience: float) -> Ruling:
        """Tell why nothing fitted: asked again, our own network, or what was heard instead."""
        pending = tuple(line.inbox.take(len(line.inbox.pending)))
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

    def _keep(self, act: Act, heard: Heard, memory: Memory) -> Ruling | None:
        """Keep named groups and declared facts; a fact that is not there fails the step."""
        for path, matcher in act.judge.gathers:
            self._memory.update(matcher.groups(heard.fact(path), memory))
        for name, path in act.step.keep:
            value = heard.fact(path)
            if value is ABSENT:
                reason = f"there is no {path} to keep as {name}"
                return Ruling(Verdict.FAILED, "keep", reason, "nothing")
            self._memory[name] = value
        return None

    def _gravest(self, act: Act, rulings: list[Ruling | None]) -> Ruling:
        """Return the first ruling of the gravest verdict; a step that ends is a moment, too."""
        if act.step.name:
            rulings.append(self._order.happened("step", act.step.name, self._memory))
        worse = [ruling for ruling in rulings if ruling is not None and ruling is not PASSED]
        if not worse:
            return PASSED
        verdict = worst(ruling.verdict for ruling in worse)
        return next(ruling for ruling in worse if ruling.verdict is verdict)

    def _guard(self) -> None:
        self.spending.received(self._lines.arrived())

    def _result(self, act: Act, ruling: Ruling, started: float, ms: float | None) -> StepResult:
        proof = ruling.verdict in (Verdict.FAILED, Verdict.DEGRADED, Verdict.UNKNOWN)
        return StepResult(
            number=act.number,
            name=act.name,
            phase=act.phase,
            speaker=act.step.speaker or self.speaker,
            channel=act.step.channel,
            system=act.system.name,
            action=act.step.word,
            verdict=ruling.verdict,
            started=started,
            ms=ms,
            reason=ruling.reason,
            rule=ruling.rule,
            seen=ruling.seen,
            exhibits=self._lines.exhibits(act).collect() if proof else (),
            location=act.step.location,
        )
