"""Steps made ready to walk: numbered, their actions prepared, their expectations compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count

from onetake.exercise.judge import Expected, Judge
from onetake.words.channel import Action, Channel, Prepared
from onetake.words.code import Unread
from onetake.words.programme import Journey, Programme, System
from onetake.words.steps import (
    Block,
    Choose,
    Condition,
    Handoff,
    Passage,
    Step,
    Together,
    Until,
)
from onetake.words.template import templates_in


@dataclass(frozen=True, slots=True)
class Act:
    """A step ready to walk."""

    number: int
    name: str
    phase: str
    step: Step
    action: Action
    system: System
    prepared: Prepared
    judge: Judge
    lane: str = ""

    @property
    def keeps(self) -> frozenset[str]:
        """The names it keeps."""
        groups = (matcher.group_names() for _, matcher in self.judge.gathers)
        kept = (name for name, _ in self.step.keep)
        return frozenset(chain(kept, *groups))

    @property
    def needs(self) -> frozenset[str]:
        """The names, up to their first dot, that its texts ask for."""
        matchers = (matcher for _, matcher in (*self.judge.selects, *self.judge.expects))
        asking = templates_in([self.action, self.step.within, self.step.patience, *matchers])
        return frozenset(name.partition(".")[0] for text in asking for name in text.names)


@dataclass(frozen=True, slots=True)
class Branches:
    """Branches of which the first that holds is walked."""

    when: Condition | None
    branches: tuple[tuple[Condition | None, tuple[Node, ...]], ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps walked again until the last thing heard is as expected."""

    when: Condition | None
    until: Until
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Included steps, with values under names of their own; `note` is code that decides."""

    when: Condition | None
    values: Mapping[str, object]
    nodes: tuple[Node, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes of steps walked at once."""

    when: Condition | None
    lanes: tuple[tuple[str, tuple[Node, ...]], ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """Steps on another channel, which must show that it knows what was said before."""

    when: Condition | None
    knows: tuple[str, ...]
    nodes: tuple[Node, ...]


Node = Act | Branches | Loop | Scope | Lanes | Handover


@dataclass(frozen=True, slots=True)
class ReadyJourney:
    """A journey ready to walk by any of its personas.

    `acts` and `cleaning` are every step of `nodes` and `always`, in the order of the file.
    """

    journey: Journey
    nodes: tuple[Node, ...]
    always: tuple[Node, ...]
    acts: tuple[Act, ...]
    cleaning: tuple[Act, ...]


def nodes_of(node: Node) -> tuple[tuple[Node, ...], ...]:
    """Return the lists of nodes that stand inside a node; a step has none."""
    if isinstance(node, Act):
        return ()
    if isinstance(node, Branches):
        return tuple(nodes for _, nodes in node.branches)
    if isinstance(node, Lanes):
        return tuple(nodes for _, nodes in node.lanes)
    return (node.nodes,)


def acts_in(nodes: tuple[Node, ...]) -> Iterator[Act]:
    """Yield every step of nested blocks, in the order of the file."""
    for node in nodes:
        if isinstance(node, Act):
            yield node
        for inside in nodes_of(node):
            yield from acts_in(inside)


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
            return Loop(block.when, block, self.nodes(block.steps))
        if isinstance(block, Together):
            return Lanes(block.when, tuple(self._lanes(block)))
        if isinstance(block, Handoff):
            return Handover(block.when, block.knows, self.nodes(block.steps))
        if isinstance(block, Passage):
            return Scope(block.when, {}, self.nodes(block.steps), block.note)
        return Scope(block.when, block.values, self.nodes(block.steps))

    def _lanes(self, block: Together) -> Iterator[tuple[str, tuple[Node, ...]]]:
        """Yield each lane's steps; phases begin anew in each."""
        phase = self._phase
        for name, steps in block.lanes:
            self._phase, self._lane = phase, name
            yield name, self.nodes(steps)
        self._phase, self._lane = phase, ""

    def _act(self, step: Step) -> Act:
        return self._acts.act(step, next(self._numbers), phase=self._phase, lane=self._lane)


class ActMaker:
    """Makes the steps of one journey ready to walk, one by one."""

    def __init__(
        self, journey: Journey, programme: Programme, channels: Mapping[str, Channel]
    ) -> None:
        self._journey = journey
        self._programme = programme
        self._channels = channels

    def act(self, step: Step, number: int, *, phase: str, lane: str) -> Act:
        """Return a step with its action prepared; one that only code could tell has none."""
        system = self._system(step)
        channel = self._channels[step.channel]
        action: Action = step.action  # type: ignore[assignment]
        unread = step.action if isinstance(step.action, Unread) else None
        return Act(
            number=number,
            name=step.name or step.word,
            phase=phase,
            step=step,
            action=action,
            system=system,
            prepared=unread or channel.prepare(action, system),
            judge=Judge.of(tuple(action.expects()), self._expected(step, action)),
            lane=lane,
        )

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
