"""Finds the journeys of a Python file: async functions below `@journey(…)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from yaml import ScalarNode

from onetake.declare.literals import Read, is_known
from onetake.declare.python import PythonFile
from onetake.declare.traced import Function
from onetake.words.location import Location

_BODY = {
    "steps": "the function's body holds the steps: await walk.CHANNEL.ACTION(…)",
    "always": "write walk.always(walk.CHANNEL.ACTION(…)) in the function's body",
}
MARK = "onetake.journeys.journey"
_HOW = 'write @journey(goal="…") above async def NAME(walk)'


@dataclass(frozen=True, slots=True)
class Decorated:
    """A journey's function, its decorator, and the head that the decorator gives it."""

    function: ast.AsyncFunctionDef
    decorator: ast.expr
    head: list[tuple[ScalarNode, Read]]
    location: Location


def decorated(python: PythonFile) -> list[Decorated]:
    """Return the journeys of a file; what keeps a function from being one is noted."""
    assert python.tree is not None
    names = _imported(python.tree)
    found = [
        (node, mark)
        for node in ast.walk(python.tree)
        if isinstance(node, Function | ast.ClassDef)
        for mark in node.decorator_list
        if _is_mark(mark, names, python.functions)
    ]
    if not found and not python.document.faults:
        python.document.report(
            "python.journey", "no function here is a journey", python.document.whole,
            hint=f"{_HOW}, or begin the file's name with _ if others only take from it",
        )  # fmt: skip
    if found and "journey" not in names and isinstance(_called(found[0][1]), ast.Name):
        _note(python, found[0][1], "journey", "`journey` is not imported",
              "write from onetake.journeys import journey")  # fmt: skip
    good = [
        Decorated(node, mark, _head(python, mark), python.location(node))
        for node, mark in sorted(found, key=lambda pair: pair[0].lineno)
        if _fits(node, python)
    ]
    for item in good:
        first = next(other for other in good if other.function.name == item.function.name)
        if first is not item:
            _note(python, item.function, "name.repeated",
                  f"{item.function.name!r} is written twice; the first is in line "
                  f"{first.function.lineno}", "give one of them another name")  # fmt: skip
    return good


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return what the names that a file imports stand for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
    return names


def _is_mark(node: ast.expr, names: Mapping[str, str], functions: Mapping[str, Function]) -> bool:
    """Tell if a decorator is ours; a bare `journey` that nothing else defines is meant so."""
    parts, at = [], _called(node)
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    if not isinstance(at, ast.Name):
        return False
    known = names.get(at.id, MARK if at.id == "journey" and at.id not in functions else at.id)
    return ".".join([known, *reversed(parts)]) == MARK


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _fits(node: Function | ast.ClassDef, python: PythonFile) -> TypeGuard[ast.AsyncFunctionDef]:
    """Tell if a decorated function can be a journey, and note why it cannot."""
    if not isinstance(node, ast.AsyncFunctionDef):
        _note(python, node, "python.async", f"{node.name!r} is no async function",
              f"write async def {node.name}(walk):")  # fmt: skip
    elif python.tree is None or node not in python.tree.body:
        _note(python, node, "python.journey", f"{node.name!r} stands inside something else",
              "move it to the top of the file")  # fmt: skip
    elif not _takes_one(node.args):
        _note(python, node, "python.walk", "a journey's function takes one argument",
              f"write async def {node.name}(walk):")  # fmt: skip
    else:
        return True
    return False


def _takes_one(given: ast.arguments) -> bool:
    many = len(given.posonlyargs) + len(given.args)
    lacking = [word for word, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)
               if value is None]  # fmt: skip
    return many - len(given.defaults) <= 1 <= many and not lacking


def _head(python: PythonFile, mark: ast.expr) -> list[tuple[ScalarNode, Read]]:
    """Return the keys that a decorator gives, with what is written behind them."""
    head: list[tuple[ScalarNode, Read]] = []
    if not isinstance(mark, ast.Call):
        return head
    if mark.args:
        _note(python, mark.args[0], "python.head", "what stands here has no name",
              'write @journey(goal="…")')  # fmt: skip
    for word in mark.keywords:
        if word.arg in _BODY:
            _note(python, word, "key.unknown", f"{word.arg!r} is not a key here", _BODY[word.arg])
            continue
        read = python.literals.read(word.value)
        if word.arg is None or not is_known(read[1]):
            _note(
                python, word.value, "python.literal",
                "only a literal can stand here: this file is read without being run",
                "write the value itself, without names, calls and f-strings",
            )  # fmt: skip
        if word.arg is not None:
            value = read if is_known(read[1]) else python.literals.unknown(word.value)
            head.append((python.literals.text_node(word, word.arg), value))
    return head


def _note(python: PythonFile, node: ast.AST, rule: str, message: str, hint: str) -> None:
    python.document.report(rule, message, python.location(node), hint=hint)
