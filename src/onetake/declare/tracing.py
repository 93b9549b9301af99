"""Follows a Python journey's code, without running it, to the actions it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from onetake.declare.traced import Called, Function, Item, Phased, Sight, Split, Traced, nest

_LOOPS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_MOST = 2000


class Tracer:
    """Traces the journeys of one file; `functions` stand at its top."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions
        self._seen = Traced()
        self._count = 0

    def trace(self, function: Function) -> Traced:
        """Return what a journey's function names; its first argument is what it walks with."""
        self._seen, self._count = Traced(), 0
        sight = Sight(frozenset(), self._functions)
        items = tuple(self._function(function, [0], sight))
        return replace(self._seen, items=items)

    def _function(
        self, function: Function | ast.Lambda, given: Sequence[int | str], sight: Sight
    ) -> Iterator[Item]:
        """Yield what a function names that is given a walk at these places or names."""
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        got = {names[at] for at in given if isinstance(at, int) and at < len(names)}
        got |= {name for name in given if isinstance(name, str)}
        if isinstance(function, ast.Lambda):
            yield from self._expression(function.body, replace(sight, walks=sight.walks | got))
            return
        if function in sight.inside:
            return
        own = self._functions.get(function.name) is function
        walks = frozenset(got) if own else sight.walks | got
        functions = self._functions if own else sight.functions
        yield from self._body(function.body, Sight(walks, functions, (*sight.inside, function)))

    def _body(self, statements: Sequence[ast.stmt], sight: Sight) -> Iterator[Item]:
        defined = {node.name: node for node in statements if isinstance(node, Function)}
        sight = replace(sight, functions={**sight.functions, **defined}) if defined else sight
        for statement in statements:
            yield from self._statement(statement, sight)

    def _statement(self, node: ast.stmt, sight: Sight, word: str = "if") -> Iterator[Item]:
        if isinstance(node, Function | ast.ClassDef):
            return
        if isinstance(node, ast.If):
            yield from self._branches(node, sight, word)
        elif isinstance(node, ast.For | ast.AsyncFor):
            yield from self._expression(node.iter, sight)
            note = f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
            yield from nest(note, self._body(node.body, sight))
            yield from self._body(node.orelse, sight)
        elif isinstance(node, ast.While):
            tested = self._expression(node.test, sight)
            note = f"while {ast.unparse(node.test)}"
            yield from nest(note, [*tested, *self._body(node.body, sight)])
            yield from self._body(node.orelse, sight)
        elif isinstance(node, ast.Try | ast.TryStar):
            yield from self._try(node, sight)
        elif isinstance(node, ast.With | ast.AsyncWith):
            yield from self._with(node, sight)
        elif isinstance(node, ast.Match):
            yield from self._expression(node.subject, sight)
            for case in node.cases:
                yield from nest(f"case {ast.unparse(case.pattern)}", self._body(case.body, sight))
        else:
            self._seen.remembers |= sight.keeps(node)
            yield from self._children(node, sight)

    def _branches(self, node: ast.If, sight: Sight, word: str) -> Iterator[Item]:
        yield from self._expression(node.test, sight)
        yield from nest(f"{word} {ast.unparse(node.test)}", self._body(node.body, sight))
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            yield from self._statement(node.orelse[0], sight, "or if")
        else:
            yield from nest("otherwise", self._body(node.orelse, sight))

    def _try(self, node: ast.Try | ast.TryStar, sight: Sight) -> Iterator[Item]:
        yield from self._body(node.body, sight)
        for handler in node.handlers:
            kind = f" {ast.unparse(handler.type)}" if handler.type else ""
            yield from nest(f"except{kind}", self._body(handler.body, sight))
        yield from self._body(node.orelse, sight)
        yield from self._body(node.finalbody, sight)

    def _with(self, node: ast.With | ast.AsyncWith, sight: Sight) -> Iterator[Item]:
        notes = []
        for item in node.items:
            yield from self._expression(item.context_expr, sight)
            if sight.method(item.context_expr) == "handoff":
                notes.append(ast.unparse(item.context_expr).partition(".")[2])
        inside = self._body(node.body, sight)
        yield from nest(", ".join(notes), inside) if notes else inside

    def _expression(self, node: ast.AST, sight: Sight) -> Iterator[Item]:
        if isinstance(node, ast.Call):
            yield from self._call(node, sight)
        elif isinstance(node, ast.IfExp):
            yield from self._expression(node.test, sight)
            note = f"if {ast.unparse(node.test)}"
            yield from nest(note, self._expression(node.body, sight))
            yield from nest("otherwise", self._expression(node.orelse, sight))
        elif isinstance(node, _LOOPS):
            yield from nest(f"for {_loop(node)}", self._children(node, sight))
        elif isinstance(node, ast.BoolOp):
            yield from self._expression(node.values[0], sight)
            for value in node.values[1:]:
                yield from nest("if needed", self._expression(value, sight))
        elif isinstance(node, ast.Lambda):
            yield from nest("when called", self._function(node, (), sight))
        elif sight.holds(node):
            yield from self._value(node, sight)
        else:
            yield from self._children(node, sight)

    def _value(self, node: ast.expr, sight: Sight) -> Iterator[Item]:
        """Look at what is read of a walk; where it, or a channel, goes on from here is not seen."""
        if isinstance(node, ast.Subscript):
            yield from self._expression(node.slice, sight)
        elif isinstance(node, ast.Name) or sight.channel(node):
            self._seen.elsewhere = True

    def _children(self, node: ast.AST, sight: Sight) -> Iterator[Item]:
        for child in ast.iter_child_nodes(node):
            yield from self._expression(child, sight)

    def _call(self, node: ast.Call, sight: Sight) -> Iterator[Item]:
        method, target = sight.method(node), node.func
        if method in ("always", "together"):
            yield from self._registered(node, method, sight)
            return
        function = sight.functions.get(target.id) if isinstance(target, ast.Name) else None
        channel = sight.channel(target.value) if isinstance(target, ast.Attribute) else ""
        seen = [] if method or function or channel else [target]
        seen += [*node.args, *(word.value for word in node.keywords)]
        for argument in seen:
            if function is None or not sight.is_walk(argument):
                yield from self._expression(argument, sight)
        if isinstance(target, ast.Attribute) and channel:
            self._count += 1
            if self._count <= _MOST:
                yield Called(node, channel, target.attr)
        elif method == "phase":
            self._seen.early.append(node)
            yield Phased(node)
        elif method and method != "handoff":
            self._seen.strangers.append(node)
        elif function is not None:
            if isinstance(function, ast.AsyncFunctionDef):
                self._seen.wanted.append(node)
            yield from self._function(function, sight.given(node), sight)

    def _registered(self, node: ast.Call, method: str, sight: Sight) -> Iterator[Item]:
        """Take what `always` puts off, or yield the lanes of `together`."""
        if method == "always":
            self._seen.early.append(node)
            for argument in node.args:
                if isinstance(argument, ast.Await) and isinstance(argument.value, ast.Call):
                    self._seen.hasty.append(argument.value)
                self._seen.always += self._referred(argument, (), sight)
            return
        self._seen.wanted.append(node)
        lanes = [
            (word.arg, tuple(self._referred(word.value, (0,), sight)))
            for word in node.keywords
            if word.arg is not None
        ]
        self._seen.elsewhere |= len(lanes) < len(node.keywords)
        yield Split(node, tuple(lanes))

    def _referred(self, node: ast.expr, given: Sequence[int | str], sight: Sight) -> Iterator[Item]:
        """Yield what a function names that is handed on without being called here."""
        function = sight.functions.get(node.id) if isinstance(node, ast.Name) else None
        if function is not None or isinstance(node, ast.Lambda):
            yield from self._function(function or node, given, sight)  # type: ignore[arg-type]
        elif isinstance(node, ast.Name | ast.Attribute):
            self._seen.elsewhere = True
        else:
            yield from self._expression(node, sight)


def _loop(node: ast.AST) -> str:
    each: ast.comprehension = node.generators[0]  # type: ignore[attr-defined]
    return f"{ast.unparse(each.target)} in {ast.unparse(each.iter)}"
