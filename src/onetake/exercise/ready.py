"""Steps made ready to walk: numbered, their actions prepared, their expectations compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from onetake.exercise.judge import Judge
from onetake.words.channel import Action, Prepared
from onetake.words.programme import Journey, System
from onetake.words.steps import (
    Condition,
    Step,
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
