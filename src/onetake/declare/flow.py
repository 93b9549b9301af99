"""Follows a journey step by step and checks that every name used was kept before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from onetake.declare.document import Spot
from onetake.declare.modifiers import RESERVED
from onetake.declare.names import Scope, complain, note_unknown
from onetake.declare.nearest import nearest
from onetake.words.figure import Levels, duration
from onetake.words.match import Matcher
from onetake.words.programme import Persona
from onetake.words.steps import (
    Block,
    Choose,
    Condition,
    Handoff,
    Include,
    Step,
    Together,
    Until,
    nested,
)
from onetake.words.template import Template, Undefined, templates_in

_GROUP = re.compile(r"\(\?P<(\w+)>")
PlaceOf = Callable[[Block], Spot]


def kept_by(step: Step) -> set[str]:
    """Return the names a step keeps: those of `keep` and of the groups of its expressions."""
    names = {name for name, _ in step.keep}
    for _, matcher in (*step.action.expects(), *step.action.gathers(), *step.expect):  # type: ignore[attr-defined]
        names |= set(_groups(matcher))
    return names


def kept_anywhere(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield every name that some step of nested blocks keeps, and what includes are given."""
    for block in blocks:
        if isinstance(block, Step):
            yield from kept_by(block)
        if isinstance(block, Include):
            yield from block.values
        for steps in nested(block):
            yield from kept_anywhere(steps)


class Flow:
    """Checks blocks in the order they are walked; `scope.kept` grows on the way."""

    def __init__(self, scope: Scope, personas: dict[str, Persona], place_of: PlaceOf) -> None:
        self.scope = scope
        self._personas = personas
        self._place_of = place_of

    def check(self, blocks: tuple[Block, ...]) -> None:
        """Note every name that has no value when its step is walked."""
        for block in blocks:
            spot = self._place_of(block)
            before = self.scope
            if block.when is not None:
                self._condition(spot["when"], block.when, before)
                self.scope = _given(before, block.when)
            if isinstance(block, Step):
                self._step(spot, block)
            elif isinstance(block, Choose):
                self._choose(spot, block)
            elif isinstance(block, Together):
                self._together(block)
            elif isinstance(block, Handoff):
                self._handoff(spot["handoff"], block)
            elif isinstance(block, Until):
                self.check(block.steps)
                wanted = (item for _, matcher in block.expect for item in matcher.templates())
                note_unknown(spot["until"]["expect"], wanted, self.scope)
            elif isinstance(block, Include):
                self._include(spot, block)
            else:
                self.check(block.steps)
            if block.when is not None:
                self.scope = _perhaps(before, self.scope)

    def _step(self, spot: Spot, step: Step) -> None:
        scope = self.scope
        speaker = self._personas.get(step.speaker)
        if speaker is not None:
            scope = replace(scope, personas=(speaker,))
        note_unknown(spot, _templates(step), scope)
        self._figures(spot, step)
        names = kept_by(step)
        for name in names.intersection(RESERVED):
            spot.fault(
                "keep", f"a group is called {name!r}, which has a meaning already",
                hint=f"give it another name, such as {name}_found",
            )  # fmt: skip
        (scope.maybe if step.optional else scope.kept).update(names)

    def _figures(self, spot: Spot, step: Step) -> None:
        """Note a value of the table that is no duration where one is needed."""
        for key, template in (("within", step.within), ("patience", step.patience)):
            if not isinstance(template, Template):
                continue
            if any(not name.startswith("data.") for name in template.names):
                continue
            for number, row in enumerate(self.scope.rows or (), 1):
                try:
                    Levels.parse(template.text({"data": row}), duration)
                except Undefined:
                    break
                except ValueError as error:
                    spot[key].fault("table", f"row {number} of the table: {error}")
                    break

    def _choose(self, spot: Spot, choose: Choose) -> None:
        before, ends = self.scope, []
        for position, (when, steps) in enumerate(choose.branches):
            self.scope = _given(before, when) if when else _copy(before)
            if when:
                self._condition(spot["choose"][position]["when"], when, before)
            self.check(steps)
            ends.append(self.scope)
        self.scope = before
        sure = set.intersection(*(end.kept for end in ends)) if ends else set()
        if choose.branches and choose.branches[-1][0] is None:
            before.kept |= sure
        for end in ends:
            before.maybe |= (end.kept | end.maybe) - before.kept

    def _together(self, together: Together) -> None:
        """Check each lane; it may use what the others keep, because it waits for that."""
        before, ends = self.scope, []
        for lane, steps in together.lanes:
            others = [item for name, item in together.lanes if name != lane]
            promised = {name for item in others for name in kept_anywhere(item)}
            self.scope = replace(_copy(before), kept=before.kept | promised)
            if lane in self._personas:
                self.scope = replace(self.scope, personas=(self._personas[lane],))
            self.check(steps)
            ends.append(self.scope)
        self.scope = before
        before.kept |= set().union(*(end.kept for end in ends))
        before.maybe |= set().union(*(end.maybe for end in ends)) - before.kept

    def _handoff(self, spot: Spot, handoff: Handoff) -> None:
        for position, name in enumerate(handoff.knows):
            found = complain(name, self.scope)
            if found is not None:
                spot["knows"][position].fault(
                    "handoff", found.message, hint=found.hint, severity=found.severity
                )
        self.check(handoff.steps)

    def _include(self, spot: Spot, include: Include) -> None:
        note_unknown(spot, templates_in(include.values), self.scope)
        outer = self.scope
        self.scope = replace(_copy(outer), kept=outer.kept | set(include.values))
        self.check(include.steps)
        outer.kept |= self.scope.kept - (set(include.values) - outer.kept)
        outer.maybe |= self.scope.maybe
        self.scope = outer

    def _condition(self, spot: Spot, condition: Condition, scope: Scope) -> None:
        """Note names nobody ever gives; one that is merely absent is what `when` is for."""
        for name, matcher in condition.checks:
            note_unknown(spot[name], matcher.templates(), scope)
            root = name.partition(".")[0]
            if root in RESERVED or root in scope.kept | scope.maybe | scope.later:
                continue
            found = complain(name, scope)
            if found is not None:
                known = (*scope.kept, *scope.maybe, *scope.later, *RESERVED)
                spot[name].fault(
                    "when", f"nothing is called {root!r}: no step keeps it",
                    hint=nearest(root, known, "names"), key=True,
                )  # fmt: skip


def _groups(matcher: Matcher) -> Iterator[str]:
    yield from matcher.group_names()
    for template in matcher.templates():
        yield from _GROUP.findall(template.written)


def _templates(step: Step) -> Iterator[Template]:
    yield from step.action.templates()  # type: ignore[attr-defined]
    for _, matcher in step.expect:
        yield from matcher.templates()
    for figure in (step.within, step.patience):
        if isinstance(figure, Template):
            yield figure


def _copy(scope: Scope) -> Scope:
    return replace(scope, kept=set(scope.kept), maybe=set(scope.maybe))


def _given(scope: Scope, condition: Condition) -> Scope:
    """Return a scope where what a condition asks for has a value."""
    roots = {name.partition(".")[0] for name, _ in condition.checks}
    return replace(scope, kept=scope.kept | (roots & scope.maybe), maybe=set(scope.maybe))


def _perhaps(before: Scope, after: Scope) -> Scope:
    """Return the scope behind steps that may not have been walked."""
    return replace(before, maybe=before.maybe | ((after.kept | after.maybe) - before.kept))
