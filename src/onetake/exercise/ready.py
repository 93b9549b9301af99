"""Steps made ready to walk: numbered, their actions prepared, their expectations compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from onetake.exercise.judge import Expected, Judge
from onetake.words.channel import Action, Channel, Prepared
from onetake.words.programme import (
    Block,
    Choose,
    Condition,
    Include,
    Journey,
    Programme,
    Step,
    System,
    Until,
)


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
    """Included steps, with values under names of their own."""

    when: Condition | None
    values: Mapping[str, object]
    nodes: tuple[Node, ...]


Node = Act | Branches | Loop | Scope


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


def acts_in(nodes: tuple[Node, ...]) -> Iterator[Act]:
    """Yield every step of nested blocks, in the order of the file."""
    for node in nodes:
        if isinstance(node, Act):
            yield node
        elif isinstance(node, Branches):
            for _, nested in node.branches:
                yield from acts_in(nested)
        else:
            yield from acts_in(node.nodes)


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
        self._journey = journey
        self._programme = programme
        self._channels = channels
        self._numbers = count(1)
        self._phase = ""

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
        return _scope(block, self.nodes(block.steps))

    def _act(self, step: Step) -> Act:
        system = self._system(step)
        channel = self._channels[step.channel]
        action: Action = step.action  # type: ignore[assignment]
        return Act(
            number=next(self._numbers),
            name=step.name or step.word,
            phase=self._phase,
            step=step,
            action=action,
            system=system,
            prepared=channel.prepare(action, system),
            judge=Judge.of(tuple(action.expects()), self._expected(step, action)),
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


def _scope(block: Include, nodes: tuple[Node, ...]) -> Scope:
    return Scope(block.when, block.values, nodes)
