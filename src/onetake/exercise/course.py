"""Goes through a journey's nodes: steps, branches, loops, scopes, lanes and hand-offs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import replace
from functools import partial

from onetake.exercise.handoff import HandoffWatch
from onetake.exercise.judge import unmet
from onetake.exercise.lanes import Promises
from onetake.exercise.lines import Lines
from onetake.exercise.memory import filled, holds
from onetake.exercise.ready import Act, Branches, Handover, Lanes, Loop, Node, Scope, acts_in
from onetake.exercise.step import StepWalker
from onetake.words.clock import now
from onetake.words.events import Exhibit, StepResult
from onetake.words.steps import Until
from onetake.words.verdict import PASSED, Ruling, Verdict

_ENDING = (Verdict.FAILED, Verdict.UNKNOWN)


class Ended(Exception):
    """A step's verdict ends the run."""


class Course:
    """One way through nodes: a run's own, or that of a lane beside others.

    `results` holds what each step came to, by number; `note` is told of each as it ends.
    """

    def __init__(
        self,
        steps: StepWalker,
        memory: MutableMapping[str, object],
        lines: Lines,
        note: Callable[[StepResult], None],
    ) -> None:
        self.results: dict[int, StepResult] = {}
        self.ruling = PASSED
        self._steps = steps
        self._memory = memory
        self._lines = lines
        self._told = note
        self._lane = ""
        self._promises: Promises | None = None

    async def walk(self, nodes: tuple[Node, ...]) -> None:
        """Walk nodes one after the other. Raises Ended, Stop, Undefined and ValueError."""
        for node in nodes:
            if isinstance(node, Act):
                if self._promises is not None:
                    await self._promises.wait(self._lane, node, self._memory)
                self._note(await self._steps.walk(node))
            elif holds(node.when, self._memory):
                await self._block(node)

    async def _block(self, node: Branches | Loop | Scope | Lanes | Handover) -> None:
        if isinstance(node, Branches):
            holding = (nodes for when, nodes in node.branches if holds(when, self._memory))
            await self.walk(next(holding, ()))
        elif isinstance(node, Loop):
            await self._loop(node)
        elif isinstance(node, Scope):
            await self._scope(node)
        elif isinstance(node, Lanes):
            await self._lanes(node)
        else:
            await self._handover(node)

    async def _loop(self, node: Loop) -> None:
        """Walk the steps again until the last thing heard is as expected, or give up."""
        until, begun, rounds = node.until, now(), 0
        while True:
            rounds += 1
            self._steps.last_heard = None
            await self.walk(node.nodes)
            why = self._unmet(until)
            if why is None:
                return
            if (until.times is not None and rounds >= until.times) or (
                until.seconds is not None and now() - begun >= until.seconds
            ):
                break
            await asyncio.sleep(until.every)
        reason = f"after {rounds} rounds {why.reason}"
        self._finish(node.nodes, Ruling(Verdict.FAILED, "until", reason, why.seen))

    def _unmet(self, until: Until) -> Ruling | None:
        if (heard := self._steps.last_heard) is None:
            return Ruling(Verdict.FAILED, "until", "nothing was heard", "nothing")
        return unmet(heard, until.expect, self._memory)

    async def _scope(self, node: Scope) -> None:
        """Walk included steps with their values, then put back what those names meant before."""
        values = filled(node.values, self._memory)
        before = {name: self._memory[name] for name in values if name in self._memory}
        self._memory.update(values)
        try:
            await self.walk(node.nodes)
        finally:
            for name in values:
                del self._memory[name]
            self._memory.update(before)

    async def _handover(self, node: Handover) -> None:
        """Walk the steps on the second channel, which must know what was said on the first."""
        watch = HandoffWatch(node, self._memory)
        with self._steps.attention.handing_over(watch):
            await self.walk(node.nodes)
        lacking = watch.missing()
        if lacking is not None:
            self._finish(node.nodes, lacking)

    async def _lanes(self, node: Lanes) -> None:
        """Walk lanes at once; the first that ends the run ends the others."""
        promises = Promises({name: acts_in(nodes) for name, nodes in node.lanes})
        tasks = [asyncio.create_task(self._walk_lane(*lane, promises)) for lane in node.lanes]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            if any(ends):
                self._skip(node, "another lane ended the run")
        for error in ends:
            if error is not None and not isinstance(error, asyncio.CancelledError):
                raise error

    async def _walk_lane(self, name: str, nodes: tuple[Node, ...], promises: Promises) -> None:
        """Walk one lane in a task of its own; what it keeps, all know; what it includes, it."""
        steps = self._steps.in_lane(name)
        lane = Course(steps, steps.memory, self._lines, self._told)
        lane.results, lane._lane, lane._promises = self.results, name, promises
        try:
            await lane.walk(nodes)
        finally:
            promises.over(name)
            steps.end()
            self.ruling = self.ruling if lane.ruling is PASSED else lane.ruling

    def _skip(self, node: Lanes, reason: str) -> None:
        """Note the steps that no lane came to, as skipped."""
        for _, nodes in node.lanes:
            acts = tuple(acts_in(nodes))
            done = max((act.number for act in acts if act.number in self.results), default=0)
            for act in acts:
                if act.number > done:
                    self.results[act.number] = self._steps.skipped(act, reason)

    def rest(self, acts: tuple[Act, ...]) -> Iterator[Act]:
        """Yield the steps that would have come after those that were walked."""
        done = max(self.results, default=0)
        return (act for act in acts if act.number > done)

    def left(self, acts: tuple[Act, ...]) -> Iterator[Act]:
        """Yield the steps of the clean-up that were not walked."""
        return (act for act in acts if act.number not in self.results)

    def undoing(self, nodes: tuple[Node, ...]) -> list[Callable[[], Awaitable[object]]]:
        """Return what cleans up, one thing after the other."""
        return [partial(self.walk, (node,)) for node in nodes]

    def walked(self, acts: tuple[Act, ...]) -> int:
        """Return the number of the last step that is no clean-up."""
        return len(acts)

    def _finish(self, nodes: tuple[Node, ...], ruling: Ruling) -> None:
        """Let a ruling about several steps end the run, at the last one that was walked."""
        walked = [act for act in acts_in(nodes) if act.number in self.results]
        if walked:
            last = walked[-1]
            proof = self._lines.exhibits(last).collect()
            self._note(_ruled(self.results[last.number], ruling, proof))
        self.ruling = ruling
        raise Ended

    def _note(self, result: StepResult) -> None:
        self.results[result.number] = result
        self._told(result)
        if self._promises is not None:
            self._promises.kept()
        if result.verdict in _ENDING:
            raise Ended


def _ruled(result: StepResult, ruling: Ruling, proof: tuple[Exhibit, ...]) -> StepResult:
    judged = replace(result, verdict=ruling.verdict, rule=ruling.rule, exhibits=proof)
    return replace(judged, reason=ruling.reason, seen=ruling.seen)
