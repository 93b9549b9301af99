"""Finds the classic mistakes of async code: what is never awaited, and what never ends."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from onetake.declare.nearest import nearest
from onetake.declare.python import PythonFile
from onetake.declare.traced import METHODS, VALUES, Called, Item, Nest, Split, Traced

Report = Callable[[str, str, ast.AST, str], None]
_HANDED_ON = (
    ast.Await, ast.Call, ast.keyword, ast.Starred, ast.List, ast.Tuple, ast.Set, ast.ListComp,
    ast.GeneratorExp, ast.Return, ast.Lambda, ast.Yield, ast.withitem,
)  # fmt: skip


def note_unawaited(python: PythonFile, traced: Traced, report: Report) -> None:
    """Note actions that would never be walked, and what a walk does not have."""
    for call in dict.fromkeys([*_actions((*traced.items, *traced.always)), *traced.wanted]):
        parent = python.parents.get(call)
        if not isinstance(parent, _HANDED_ON) or _is_owner(call, parent):
            report("python.await", f"{_shown(call)} is never walked: it is not awaited",
                   call, f"write await {_shown(call)}(…)")  # fmt: skip
    for call in traced.hasty:
        report("python.await", f"{_shown(call)} would be walked here and now",
               call, "give walk.always the action without await")  # fmt: skip
    for call in traced.early:
        if isinstance(python.parents.get(call), ast.Await):
            report("python.await", f"{_shown(call)} is not awaited: it takes no time",
                   call, f"write {_shown(call)}(…) alone")  # fmt: skip
    for call in traced.strangers:
        _note_stranger(call, report)


def _actions(items: Sequence[Item]) -> Iterator[ast.Call]:
    for item in items:
        if isinstance(item, Called):
            yield item.call
        elif isinstance(item, Nest):
            yield from _actions(item.items)
        elif isinstance(item, Split):
            for _, nested in item.lanes:
                yield from _actions(nested)


def _is_owner(call: ast.Call, parent: ast.AST) -> bool:
    """Tell if something is called on what the action gives, which is nothing before `await`."""
    return isinstance(parent, ast.Call) and parent.func is call


def _shown(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _note_stranger(call: ast.Call, report: Report) -> None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    report("python.walk", f"a walk has no {name!r}", call,
           nearest(name, (*METHODS, *VALUES), "beside the channels it has"))  # fmt: skip


def note_catching(python: PythonFile) -> None:
    """Note what would catch the end of a run, too, and keep it from ending."""
    for node in ast.walk(python.tree) if python.tree is not None else ():
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = ast.unparse(node.type) if node.type is not None else ""
        raises = any(isinstance(inside, ast.Raise) for inside in ast.walk(node))
        if not raises and (not caught or "BaseException" in caught):
            python.document.report(
                "python.except",
                f"{f'except {caught}' if caught else 'except'} catches the end of the run, too",
                python.location(node),
                hint="write except Exception, or raise it again",
            )
