"""The way that a journey's Python code takes: each step is walked as the code asks for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from types import FrameType
from typing import Any

from onetake.exercise.code_body import Runner
from onetake.exercise.code_faults import crashed, endless, misused, unawaited
from onetake.exercise.code_lanes import OpenHandoff, OpenPromises, at_once, not_walked, surely_next
from onetake.exercise.code_pending import Pending, undoes, undoing
from onetake.exercise.code_place import as_written, place_of_caller, place_of_waiting
from onetake.exercise.code_walk import Asked, CodeWalk, HeardBack, Lane, Named
from onetake.exercise.course import Course, Ended
from onetake.exercise.make_ready import ActMaker
from onetake.exercise.memory import spoken_as
from onetake.exercise.ready import Act, Node, ReadyJourney
from onetake.exercise.setting import Setting
from onetake.exercise.step import StepWalker
from onetake.exercise.stops import Stop
from onetake.words.code import Call, CallWrong
from onetake.words.events import StepResult
from onetake.words.location import NOWHERE
from onetake.words.programme import Persona
from onetake.words.steps import CUSTOMER
from onetake.words.template import Undefined
from onetake.words.verdict import Ruling, Verdict

_ENDS = (Ended, Stop, Undefined, ValueError)
Undo = Awaitable[object] | Callable[[], Awaitable[object]]


class RunOver(asyncio.CancelledError):
    """The run is over: raised through a journey's code, which can clean up but not go on.

    It is a cancellation, so that a task which the code left alone ends without a word.
    """


class CodeCourse(Course):
    """One run of a journey's code; `results` are numbered in the order of walking."""

    def __init__(
        self, *given: Any, ready: ReadyJourney, setting: Setting, people: Mapping[str, Persona]
    ) -> None:
        super().__init__(*given)
        assert setting.scripts and ready.journey.script, "a journey in Python needs scripts"
        self._ready = ready
        self._setting = setting
        self._scripts, self._script = setting.scripts, ready.journey.script
        self._people = people
        self._acts = ActMaker(ready.journey, setting.programme, setting.channels)
        self._numbers = count(1)
        self._runner = Runner(time.perf_counter)
        self._end: BaseException | None = None
        self._undo: list[Undo] = []
        self._pending = Pending()
        self._last = 0
        self._waited = NOWHERE

    @classmethod
    def of(
        cls, ready: ReadyJourney, setting: Setting, people: Mapping[str, Persona]
    ) -> Callable[..., CodeCourse]:
        """Return what makes the course of one run; `people` are the personas it leased."""
        return partial(cls, ready=ready, setting=setting, people=people)

    async def walk(self, nodes: tuple[Node, ...]) -> None:
        """Walk the journey's function to its end. Raises Ended, Stop, Undefined and ValueError."""
        errors: list[BaseException] = []
        patience = self._setting.code_patience
        if not await self._runner.run(self._run(errors), patience, self._stop):
            self._tell(endless(patience, self._waited))
        if self._end is not None:
            raise self._end
        if errors:
            self._tell(errors[0])
        left, longest = self._pending.left(), self._runner.longest
        if fault := misused(left, walked=bool(self.results), longest=longest):
            self._tell(fault)

    async def _run(self, errors: list[BaseException]) -> None:
        lane = Lane("", self._steps.in_lane(""))
        try:
            await self._runner.watch(self._scripts.body(self._script)(self._walk_of(lane)))
        except BaseException as error:  # noqa: BLE001 - it is somebody else's code
            errors.append(error)
        finally:
            self._pending.close()
            lane.steps.end()

    def _stop(self) -> None:
        """Let no further step begin, and note where the code waits."""
        self._waited = place_of_waiting(self._runner.where(), self._scripts)
        self._end = self._end or Ended()
        self._pending.close()

    def _walk_of(self, lane: Lane) -> CodeWalk:
        who = self._people.get(lane.name)
        memory = spoken_as(self._memory, who) if who else self._memory
        return CodeWalk(self, lane, self._memory, memory, tuple(self._setting.channels))

    def asked(
        self, lane: Lane, word: str, frame: FrameType, given: tuple[object, ...], named: Named
    ) -> Asked:
        """Return a step with its place, to be awaited; texts that code holds are templates."""
        code, place = frame.f_code, place_of_caller(frame, self._scripts)
        given = tuple(as_written(value, code) for value in given)
        named = {name: as_written(value, code) for name, value in named.items()}
        asked = Asked(self, lane, Call(word, given, named, place))
        if self._end is None and not undoes():
            self._pending.add(asked)
        return asked

    async def ask(self, asked: Asked) -> HeardBack:
        """Walk a step in its lane's turn. Raises RunOver when it ends the run, or it has ended."""
        lane, cleaning = asked.lane, undoes()
        if self._pending.closed and not cleaning:
            if self._steps.cleaning and self._end is None:  # the verdict seemed to be clear
                self.ruling = unawaited(asked.call).ruling
            raise RunOver
        with self._pending.walking(asked):
            async with lane.turn:
                if self._end is not None and not cleaning:
                    raise RunOver
                return await self._turn(lane, asked.call, self._steps if cleaning else lane.steps)

    async def _turn(self, lane: Lane, call: Call, steps: StepWalker) -> HeardBack:
        act = self._act(lane, call)
        try:
            found: HeardBack = await self._runner.ours(self._ask(act, lane, steps))
            return found
        except _ENDS as end:
            if act.number not in self.results:
                self.results[act.number] = steps.skipped(act, str(end))
            if isinstance(end, Undefined | ValueError):
                self.ruling = Ruling(Verdict.UNKNOWN, "template", str(end))
            self._end = self._end or end
            raise RunOver from None

    async def _ask(self, act: Act, lane: Lane, steps: StepWalker) -> HeardBack:
        if lane.promises is not None:
            await lane.promises.wait(lane.name, act, self._memory)
        if steps.stops.may_reach(act):
            await self._lines.open([act], steps.memory_of)
        steps.last_heard = None
        result: StepResult = await steps.walk(act)
        self._note(result)
        if lane.promises is not None:
            lane.promises.kept()
        kept = {name: self._memory[name] for name in act.keeps if name in self._memory}
        return HeardBack(steps.last_heard, result.ms, kept)

    def _act(self, lane: Lane, call: Call) -> Act:
        """Make a call ready to walk. Raises CallWrong."""
        step = self._scripts.step(self._ready.journey, call)
        if lane.name not in ("", CUSTOMER) and not step.speaker:
            step = replace(step, speaker=lane.name)
        if step.speaker in self._setting.programme.personas and step.speaker not in self._people:
            who = f"{step.speaker!r} is a persona that this run did not lease"
            raise CallWrong(f"{who}: write the name itself, not a variable")
        lane.phase = step.phase or lane.phase
        return self._acts.act(step, next(self._numbers), phase=lane.phase, lane=lane.name)

    def put_off(self, undo: Undo) -> None:
        """Keep what undoes until the run is over."""
        if isinstance(undo, Asked):
            self._pending.drop(undo)
        self._undo.append(undo)

    async def together(
        self, lane: Lane, lanes: Mapping[str, Callable[[Any], Awaitable[object]]]
    ) -> None:
        """Walk lanes at once; the first that ends the run ends the others."""
        if len(lanes) < 2 or lane.name or undoes():
            raise CallWrong(
                "walk.together takes two lanes at least, and lanes have none themselves"
            )
        promises = OpenPromises(lanes)
        await at_once(
            partial(self._go_lane, Lane(name, lane.steps, promises, lane.phase), function)
            for name, function in lanes.items()
        )

    async def _go_lane(self, lane: Lane, function: Callable[[Any], Awaitable[object]]) -> None:
        lane.steps = lane.steps.in_lane(lane.name)
        try:
            await self._runner.watch(function(self._walk_of(lane)))
        finally:
            if lane.promises is not None:
                lane.promises.over(lane.name)
            lane.steps.end()

    @asynccontextmanager
    async def handoff(self, lane: Lane, knows: tuple[str, ...]) -> AsyncIterator[None]:
        """Watch that what is known already is not told again, and shown to be known."""
        try:
            watch = OpenHandoff(knows, self._memory, lane.name)
        except Undefined as undefined:
            raise CallWrong(f"walk.handoff: {undefined}") from None
        with self._steps.attention.handing_over(watch):
            yield
        lacking = watch.missing()
        if lacking is not None:
            try:
                self._finish(tuple(watch.acts), lacking)
            except Ended as end:
                self._end = self._end or end
                raise RunOver from None

    def rest(self, acts: tuple[Act, ...]) -> Iterator[Act]:
        """Yield the steps that would surely have come after those that were walked."""
        sure = surely_next(self._ready.nodes, self.results.values())
        return (replace(act, number=next(self._numbers)) for act in sure)

    def left(self, acts: tuple[Act, ...]) -> Iterator[Act]:
        """Yield the steps of the clean-up that were not walked."""
        never = not_walked(acts, self.results.values())
        return (replace(act, number=next(self._numbers)) for act in never)

    def undoing(self, nodes: tuple[Node, ...]) -> list[Callable[[], Awaitable[object]]]:
        """Return what undoes, what was put off last first."""
        self._last = max(self.results, default=0)
        return [partial(self._undo_one, undo) for undo in reversed(self._undo)]

    def walked(self, acts: tuple[Act, ...]) -> int:
        """Return the number of the last step that is no clean-up."""
        return self._last

    async def _undo_one(self, undo: Undo) -> None:
        try:
            with undoing():
                await (undo() if callable(undo) else undo)
        except asyncio.CancelledError as end:
            if not isinstance(end, RunOver):
                raise
        except BaseException as error:  # noqa: BLE001 - it is somebody else's code
            self._tell(error)

    def _tell(self, error: BaseException) -> None:
        """Note what the code itself came to as a step. Raises Ended."""
        self._end, number = self._end or Ended(), next(self._numbers)
        self._note(crashed(error, self._scripts, number, self._steps.speaker, self._setting.now()))
