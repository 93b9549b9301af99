"""Reads Python's literals as a YAML file's values: the same nodes, texts and places."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import Enum

from yaml import MappingNode, Mark, Node, ScalarNode, SequenceNode

from onetake.words.scalar import Plain


class Unknown(Enum):
    """The one value that stands where only running code could tell."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN
_LARGEST = 10**300
_TRUTH = {True: "true", False: "false", None: "null"}

Read = tuple[Node, object]
"""A node that tells where a value stands, and the value."""


class Literals:
    """Reads literal expressions of one file; `lines` are its lines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def read(self, node: ast.expr) -> Read:
        """Return a literal's node and value; what is none of them is UNKNOWN, also inside."""
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.List | ast.Tuple):
            return self._sequence(node)
        if isinstance(node, ast.Dict) and None not in node.keys:
            return self._mapping(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            number = node.operand.value if isinstance(node.operand, ast.Constant) else None
            if isinstance(number, int | float) and not isinstance(number, bool):
                return self._scalar(node, Plain(f"-{number!r}"))
        return self.unknown(node)

    def unknown(self, node: ast.expr) -> Read:
        """Return a value that is not known, with its place."""
        return self.text_node(node, ""), UNKNOWN

    def named(self, pairs: Sequence[tuple[ScalarNode, Read]], begin: ast.AST) -> Read:
        """Return a mapping made of keys and values; the whole of it stands at `begin`."""
        node = MappingNode("", [(key, item) for key, (item, _) in pairs], *self._marks(begin))
        return node, {key.value: value for key, (_, value) in pairs}

    def listed(self, items: Sequence[Read], begin: ast.AST) -> Read:
        """Return a list made of values; the whole of it stands at `begin`."""
        node = SequenceNode("", [item for item, _ in items], *self._marks(begin))
        return node, [value for _, value in items]

    def text_node(self, at: ast.AST, text: str, ahead: int = 0) -> ScalarNode:
        """Return a text's node at the place of some code, `ahead` bytes behind its begin."""
        return ScalarNode("", text, *self._marks(at, ahead), style='"')

    def mark(self, line: int, offset: int) -> Mark:
        """Return a place from a line (from 1) and an offset in bytes, as `ast` counts."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        column = offset if text.isascii() else len(text.encode()[:offset].decode("utf-8", "ignore"))
        return Mark("", 0, line - 1, column, None, 0)

    def _constant(self, node: ast.Constant) -> Read:
        value = node.value
        if isinstance(value, str):
            return self._scalar(node, value)
        if isinstance(value, bool) or value is None:
            return self._scalar(node, Plain(_TRUTH[value]))
        if isinstance(value, int | float) and abs(value) < _LARGEST:
            return self._scalar(node, Plain(repr(value)))
        return self.unknown(node)

    def _scalar(self, node: ast.expr, value: str) -> Read:
        return self.text_node(node, value), value

    def _sequence(self, node: ast.List | ast.Tuple) -> Read:
        return self.listed([self.read(item) for item in node.elts], node)

    def _mapping(self, node: ast.Dict) -> Read:
        pairs = []
        for key, item in zip(node.keys, node.values, strict=True):
            name = self.read(key)[1] if key is not None else UNKNOWN
            if not isinstance(name, str) or key is None:
                return self.unknown(node)
            pairs.append((self.text_node(key, name), self.read(item)))
        return self.named(pairs, node)

    def _marks(self, node: ast.AST, ahead: int = 0) -> tuple[Mark, Mark]:
        line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        end, last = getattr(node, "end_lineno", line), getattr(node, "end_col_offset", offset)
        return self.mark(line, offset + ahead), self.mark(end or line, last or offset)


def is_known(value: object) -> bool:
    """Tell if nothing in a value is UNKNOWN."""
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    if isinstance(value, list):
        return all(map(is_known, value))
    return value is not UNKNOWN


def known_part(value: object) -> object:
    """Return a value without the keys of a mapping that hold something UNKNOWN."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if is_known(item)}
    return value if is_known(value) else UNKNOWN
