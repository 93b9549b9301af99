"""Writes the actions that Python code names out as a file's steps, and reads them like those."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from keyword import iskeyword

from yaml import ScalarNode

from onetake.declare.blocks import Parts
from onetake.declare.crossing import spoken_by
from onetake.declare.document import Document, Spot
from onetake.declare.literals import UNKNOWN, Literals, Read, is_known, known_part
from onetake.declare.modifiers import MODIFIERS, name_of_own
from onetake.declare.nearest import nearest
from onetake.declare.steps import Places, StepReader, Words
from onetake.declare.traced import Called, Item, Nest, Phased, Split
from onetake.declare.validate import is_matcher, keys_of
from onetake.words.channel import Action
from onetake.words.code import Unread
from onetake.words.location import Location
from onetake.words.scalar import Plain
from onetake.words.steps import CUSTOMER, Block, Passage, Together
from onetake.words.template import Template, TemplateFault, compile_tree, templates_in

Pair = tuple[ScalarNode, Read]
"""A key, and what stands behind it."""

_WHO = ("system", "as")
_NAMES = ("name", "phase")


def key_of(argument: str) -> str:
    """Return the key an argument stands for: `as_` and `not_` are words of Python's own."""
    bare = argument.removesuffix("_")
    return bare if iskeyword(bare) else argument


def _takes_matchers(kind: type[Action]) -> bool:
    """Tell if an action may keep what its expressions find."""
    return any(is_matcher(field.annotation) for field in kind.model_fields.values())


@dataclass(slots=True)
class Sheet:
    """The calls of one journey as steps: `steps` is the list that a file would hold.

    `unread` holds the positions of those with arguments that only running code could tell, with
    the templates that are known; `lost` those that cannot be planned at all. `unnamed` and `unkept`
    tell that names of steps, or names that are kept, are not all known.
    """

    document: Document
    literals: Literals
    words: Words
    steps: list[Read] = field(default_factory=list)
    unread: dict[int, tuple[Template, ...]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    unnamed: bool = False
    unkept: bool = False
    _numbers: dict[int, int] = field(default_factory=dict)
    _phase: tuple[ast.AST, Read] | None = None

    def write(self, items: Sequence[Item]) -> None:
        """Write every call down, in order; one that is reached twice stands there once."""
        for item in items:
            if isinstance(item, Called):
                if id(item.call) not in self._numbers:
                    self._numbers[id(item.call)] = len(self.steps)
                    self.steps.append(self._step(item))
            elif isinstance(item, Phased):
                self._name_phase(item.call)
            elif isinstance(item, Nest):
                self.write(item.items)
            else:
                self._check_lanes(item)
                for _, nested in item.lanes:
                    self.write(nested)

    def number(self, called: Called) -> int:
        """Return at which position a call stands."""
        return self._numbers[id(called.call)]

    def report(self, rule: str, message: str, node: ast.AST, hint: str) -> None:
        """Note a fault of some code."""
        mark = self.literals.mark(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        place = Location(self.document.file, mark.line + 1, mark.column + 1)
        self.document.report(rule, message, place, hint=hint)

    def _step(self, called: Called) -> Read:
        word = f"{called.channel}.{called.action}"
        kind = self.words.get(word)
        func: ast.Attribute = called.call.func  # type: ignore[assignment]
        owner: ast.Attribute = func.value  # type: ignore[assignment]
        key = self.literals.text_node(owner.value, word)
        key.start_mark = self.literals.mark(
            owner.end_lineno or owner.lineno,
            (owner.end_col_offset or 0) - len(called.channel.encode()),
        )
        fields, beside = self._arguments(called, kind)
        phase, self._phase = self._phase, None
        if phase is not None and "phase" not in {name.value for name, _ in beside}:
            beside.append((self.literals.text_node(phase[0], "phase"), phase[1]))
        return self.literals.named([(key, fields), *beside], called.call)

    def _arguments(self, called: Called, kind: type[Action] | None) -> tuple[Read, list[Pair]]:
        """Return what stands behind the action, and the modifiers beside it."""
        call = called.call
        fields: list[Pair] = []
        beside: list[Pair] = []
        for word in call.keywords:
            key = key_of(word.arg) if word.arg else ""
            pair = (self.literals.text_node(word, key), self.literals.read(word.value))
            if not word.arg:
                self._hide(None)
                self.unkept = True
            elif key in MODIFIERS:
                beside += self._modifier(key, pair)
            elif kind is None or key in keys_of(kind):
                fields.append(pair)
            else:
                known = (*keys_of(kind), *MODIFIERS)
                self.report(
                    "key.unknown",
                    f"{word.arg!r} is not an argument of {called.channel}.{called.action}",
                    word,
                    nearest(word.arg, known, "arguments here"),
                )
        return self._whole(call, kind, fields), beside

    def _whole(self, call: ast.Call, kind: type[Action] | None, fields: list[Pair]) -> Read:
        """Return an action's value: its fields, or what is given without a name."""
        given = [self.literals.read(item) for item in call.args]
        if len(given) > 1:
            self.report(
                "call.arguments",
                f"one argument is given without its name, not {len(given)}",
                call.args[1],
                "name it" + (f": {', '.join(keys_of(kind))}" if kind else ""),
            )
        if given and not fields:
            whole = given[0]
        elif fields:
            short = kind.shorthand if kind else ""
            first = [(self.literals.text_node(call.args[0], short), given[0])] if given else []
            whole = self.literals.named([*first, *fields], call)
        else:
            whole = self.literals.text_node(call, ""), Plain("")
        if not is_known(whole[1]):
            self._hide(whole[1])
            self.unkept |= kind is None or _takes_matchers(kind)
        return whole

    def _modifier(self, key: str, pair: Pair) -> list[Pair]:
        """Return a modifier with what is known of it; what is not known of it is remembered."""
        name, (node, value) = pair
        known = known_part(value)
        if known == value and is_known(value):
            return [pair]
        self.unkept = True
        self.unnamed |= key in _NAMES
        if key in _WHO:
            self.lost.add(len(self.steps))
        return [(name, (node, known))] if known is not UNKNOWN and known else []

    def _hide(self, value: object) -> None:
        """Note that the action now written down is not known whole, and what is known of it."""
        number = len(self.steps)
        try:
            self.unread[number] = (*self.unread.get(number, ()), *templates_in(compile_tree(value)))
        except TemplateFault:
            self.lost.add(number)

    def _name_phase(self, call: ast.Call) -> None:
        read = self.literals.read(call.args[0]) if call.args else None
        if read is None or not is_known(read[1]):
            self.unnamed, self._phase = True, None
        else:
            self._phase = (call.args[0], read)

    def _check_lanes(self, split: Split) -> None:
        if len(split.call.keywords) < 2 and all(word.arg for word in split.call.keywords):
            self.report(
                "together", "at least two lanes are expected here", split.call,
                f"write await walk.together({CUSTOMER}=…, agent=…) with async functions",
            )  # fmt: skip
        for word in split.call.keywords:
            if word.arg and not name_of_own(word.arg):
                self.report(
                    "together", f"{word.arg!r} cannot be a lane's name", word,
                    f"name a persona, or use {CUSTOMER}, agent or another word of letters",
                )  # fmt: skip


class SheetReader(StepReader):
    """Reads the steps of a sheet and puts them back into the order and nesting of the code."""

    def __init__(self, sheet: Sheet, parts: Parts, places: Places) -> None:
        super().__init__(sheet.words, parts, places)
        self._sheet = sheet
        self._read: dict[int, Block | None] = {}

    def blocks(self, spot: Spot, items: Sequence[Item]) -> tuple[Block, ...]:
        """Return the blocks that code makes of the steps standing at a spot."""
        found: list[Block] = []
        for item in items:
            if isinstance(item, Called):
                block = self._once(spot, self._sheet.number(item))
                found += [block] if block is not None else []
            elif isinstance(item, Nest):
                nested = self.blocks(spot, item.items)
                found += [Passage(item.note, nested)] if nested else []
            elif isinstance(item, Split):
                lanes = ((name, self.blocks(spot, inside)) for name, inside in item.lanes)
                found.append(Together(tuple(
                    (name, steps if name == CUSTOMER else spoken_by(name, steps))
                    for name, steps in lanes
                )))  # fmt: skip
        return tuple(found)

    def _once(self, spot: Spot, number: int) -> Block | None:
        if number in self._sheet.lost:
            return None
        if number not in self._read:
            self._read[number] = self.block(spot[number])
        return self._read[number]

    def _action(self, spot: Spot, kind: type[Action]) -> Action | None:
        texts = self._sheet.unread.get(int(spot.at[-2]))
        if texts is None:
            return super()._action(spot, kind)
        return Unread(kind, texts)  # type: ignore[return-value]
