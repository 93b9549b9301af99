"""What a Python journey's code names, as far as it can be told without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

Function = ast.FunctionDef | ast.AsyncFunctionDef
VALUES = ("memory", "persona", "environment", "data", "run")
METHODS = ("phase", "always", "together", "handoff")
_LONGEST_NOTE = 60


@dataclass(frozen=True, slots=True)
class Called:
    """A call of an action: `walk.chat.say(…)`."""

    call: ast.Call
    channel: str
    action: str


@dataclass(frozen=True, slots=True)
class Phased:
    """A call that names the phase of what follows: `walk.phase(…)`."""

    call: ast.Call


@dataclass(frozen=True, slots=True)
class Nest:
    """What is walked perhaps, or often; `note` is the line of code that decides."""

    note: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """What is walked at once, by lane."""

    call: ast.Call
    lanes: tuple[tuple[str, tuple[Item, ...]], ...]


Item = Called | Phased | Nest | Split


@dataclass(slots=True)
class Traced:
    """What a function's code names, in order, and how sure we are to have seen all of it.

    `elsewhere` tells that code we do not see walks, too; `remembers` that it keeps values by
    itself. `strangers` are calls of what a walk does not have, `wanted` those that must be awaited
    beside the actions, `early` those that `await` spoils, `hasty` those put off and yet awaited.
    """

    items: tuple[Item, ...] = ()
    always: list[Item] = field(default_factory=list)
    elsewhere: bool = False
    remembers: bool = False
    strangers: list[ast.Call] = field(default_factory=list)
    wanted: list[ast.Call] = field(default_factory=list)
    early: list[ast.Call] = field(default_factory=list)
    hasty: list[ast.Call] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen from a line: the names of walks, and functions by name."""

    walks: frozenset[str]
    functions: Mapping[str, Function]
    inside: tuple[Function, ...] = ()

    def method(self, node: ast.AST) -> str:
        """Return the name in `walk.NAME(…)`, or nothing for another call."""
        target = node.func if isinstance(node, ast.Call) else None
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            return target.attr if target.value.id in self.walks else ""
        return ""

    def channel(self, node: ast.expr) -> str:
        """Return the name in `walk.NAME` when it is a channel's, or nothing."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return node.attr if node.value.id in self.walks and node.attr not in VALUES else ""
        return ""

    def given(self, node: ast.Call) -> list[int | str]:
        """Return at which places, or by which names, a call hands a walk on."""
        at = [place for place, item in enumerate(node.args) if self.is_walk(item)]
        return [
            *at,
            *(word.arg for word in node.keywords if word.arg and self.is_walk(word.value)),
        ]

    def keeps(self, node: ast.stmt) -> bool:
        """Tell if a statement gives a name a value by itself: `walk["code"] = …`."""
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found = (target.value for target in targets if isinstance(target, ast.Subscript))
        return any(
            self.is_walk(item.value if isinstance(item, ast.Attribute) else item) for item in found
        )

    def holds(self, node: ast.AST) -> TypeGuard[ast.Name | ast.Attribute | ast.Subscript]:
        """Tell if an expression is a walk, or what one has."""
        if isinstance(node, ast.Attribute | ast.Subscript):
            return self.is_walk(node.value)
        return self.is_walk(node)

    def is_walk(self, node: ast.AST) -> bool:
        """Tell if an expression is the name of a walk."""
        return isinstance(node, ast.Name) and node.id in self.walks


def nest(note: str, items: Iterator[Item] | Sequence[Item]) -> Iterator[Nest]:
    """Yield items below the line of code that decides about them, if there are any."""
    found = tuple(items)
    if found:
        line = " ".join(note.split())
        yield Nest(line if len(line) <= _LONGEST_NOTE else f"{line[:_LONGEST_NOTE]} …", found)
