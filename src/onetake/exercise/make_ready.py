"""Makes journeys ready to walk: steps numbered, actions prepared, expectations compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, count

from onetake.exercise.judge import Expected, Judge
from onetake.exercise.ready import (
    Act,
    Branches,
    Handover,
    Lanes,
    Loop,
    Node,
    ReadyJourney,
    Scope,
    acts_in,
)
from onetake.words.channel import Action, Channel, Observing
from onetake.words.code import Unread
from onetake.words.programme import Journey, Programme, System
from onetake.words.steps import Block, Choose, Handoff, Passage, Step, Together, Until


def make_ready(
    journey: Journey, programme: Programme, channels: Mapping[str, Channel]
) -> ReadyJourney:
    """Prepare a journey; numbers run through the file, a phase holds until the next is named."""
    maker = _Maker(journey, programme, channels)
    nodes, always = maker.nodes(journey.steps), maker.nodes(journey.always)
    return ReadyJourney(journey, nodes, always, tuple(acts_in(nodes)), tuple(acts_in(always)))


class _Maker:
    def __init__(
        self, journey: Journey, programme: Programme, channels: Mapping[str, Channel]
    ) -> None:
        self._acts = ActMaker(journey, programme, channels)
        self._numbers = count(1)
        self._phase = self._lane = ""
        self._asked: frozenset[str] = frozenset()

    def nodes(self, blocks: tuple[Block, ...]) -> tuple[Node, ...]:
        return tuple(self._node(block) for block in blocks)

    def _node(self, block: Block) -> Node:
        self._phase = block.phase or self._phase
        if isinstance(block, Step):
            return self._act(block)
        if isinstance(block, Choose):
            branches = ((when, self.nodes(steps)) for when, steps in block.branches)
            return Branches(block.when, tuple(branches))
        if isinstance(block, Until):
            return Loop(block.when, block, self._rounds(block))
        if isinstance(block, Together):
            return Lanes(block.when, tuple(self._lanes(block)))
        if isinstance(block, Handoff):
            return Handover(block.when, block.knows, self.nodes(block.steps))
        if isinstance(block, Passage):
            return Scope(block.when, {}, self.nodes(block.steps), block.note)
        return Scope(block.when, block.values, self.nodes(block.steps))

    def _rounds(self, block: Until) -> tuple[Node, ...]:
        """Return the steps of a loop, any of which may be heard last and asked for its facts."""
        before, self._asked = self._asked, self._asked | {path.root for path, _ in block.expect}
        try:
            return self.nodes(block.steps)
        finally:
            self._asked = before

    def _lanes(self, block: Together) -> Iterator[tuple[str, tuple[Node, ...]]]:
        """Yield each lane's steps; phases begin anew in each."""
        phase = self._phase
        for name, steps in block.lanes:
            self._phase, self._lane = phase, name
            yield name, self.nodes(steps)
        self._phase, self._lane = phase, ""

    def _act(self, step: Step) -> Act:
        number = next(self._numbers)
        return self._acts.act(step, number, phase=self._phase, lane=self._lane, asked=self._asked)


class ActMaker:
    """Makes the steps of one journey ready to walk, one by one."""

    def __init__(
        self, journey: Journey, programme: Programme, channels: Mapping[str, Channel]
    ) -> None:
        self._journey = journey
        self._programme = programme
        self._channels = channels

    def act(
        self, step: Step, number: int, *, phase: str, lane: str, asked: frozenset[str] = frozenset()
    ) -> Act:
        """Return a step with its action prepared; one that only code could tell has none.

        `asked` are the first parts of paths that others ask of what it hears.
        """
        system = self._system(step)
        channel = self._channels[step.channel]
        action: Action = step.action  # type: ignore[assignment]
        unread = step.action if isinstance(step.action, Unread) else None
        expected, seen = self._expected(step, action), tuple(action.gathers())
        judge = Judge.of(tuple(action.expects()), expected, seen)
        prepared = unread or channel.prepare(action, system)
        if isinstance(prepared, Observing):
            prepared = prepared.observing(asked | self._asked(step, action, judge))
        return Act(
            number=number,
            name=step.name or step.word,
            phase=phase,
            step=step,
            action=action,
            system=system,
            prepared=prepared,
            judge=judge,
            lane=lane,
        )

    def _asked(self, step: Step, action: Action, judge: Judge) -> frozenset[str]:
        """Return the first parts of the paths a step asks for; code may ask for any fact."""
        if self._journey.script is not None:
            return frozenset(action.facts)
        expected = (path.root for path, _ in (*judge.selects, *judge.expects, *judge.gathers))
        return frozenset(chain(expected, (path.root for _, path in step.keep)))

    def _expected(self, step: Step, action: Action) -> Expected:
        """Return what a step expects, and what its journey expects throughout."""
        throughout = self._journey.throughout if action.hears else ()
        known = {*action.facts, "ms"}
        return (*step.expect, *(pair for pair in throughout if pair[0].root in known))

    def _system(self, step: Step) -> System:
        """Return the system a step means; `declare` has made sure that there is exactly one."""
        systems = self._programme.systems
        if step.system:
            return systems[step.system]
        of_channel = [item for item in systems.values() if item.channel == step.channel]
        chosen = [item for item in of_channel if item.name in self._journey.systems]
        found = chosen or of_channel
        return found[0] if found else System(step.channel, step.channel, {})
