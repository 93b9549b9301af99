"""Reads a Python file as text and syntax; its code is never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onetake.declare.compose import text_document
from onetake.declare.document import Document
from onetake.declare.literals import Literals
from onetake.declare.traced import Function
from onetake.words.location import Location

_BREAK = re.compile("\r\n|[\n\r]")
_SECRET = re.compile(r"\$\{\s*secret\.([\w-]+)")
_HINTS = (
    ("'await' outside async function", "write async def for the function around it"),
    ("was never closed", "close the bracket"),
    ("unterminated string", "close the quotes"),
    ("expected an indented block", "indent the lines below by four spaces"),
    ("unindent does not match", "line it up with the lines above"),
    ("expected ':'", "end the line with ':'"),
    ("Perhaps you forgot a comma", "write a comma between them"),
)


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A file of Python: its text as a document, its syntax, None when it has none."""

    document: Document
    literals: Literals
    tree: ast.Module | None = None
    functions: Mapping[str, Function] = field(default_factory=dict)
    parents: Mapping[ast.AST, ast.AST] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()

    def location(self, node: ast.AST) -> Location:
        """Return where some code stands."""
        line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        mark = self.literals.mark(line, offset)
        return Location(self.document.file, mark.line + 1, mark.column + 1)


def read_python(file: str, raw: bytes) -> PythonFile:
    """Return a file's syntax; what is no Python is among the document's faults."""
    document = text_document(file, raw)
    lines = _BREAK.split(document.text)
    document.use_lines(lines)
    literals = Literals(lines)
    if document.faults:
        return PythonFile(document, literals)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(document.text, file)
            compile(document.text, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        _note_syntax(document, error)
        return PythonFile(document, literals)
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) if isinstance(error, ValueError) else "it is nested too deep"
        document.report("python.syntax", f"this is not Python: {reason}", document.whole)
        return PythonFile(document, literals)
    return PythonFile(
        document,
        literals,
        tree,
        {node.name: node for node in tree.body if isinstance(node, Function)},
        {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)},
        tuple(dict.fromkeys(_secrets(tree))),
    )


def _note_syntax(document: Document, error: SyntaxError) -> None:
    line = error.lineno or 0
    place = Location(document.file, line, max(error.offset or 1, 1)) if line else document.whole
    hint = next((hint for words, hint in _HINTS if words in error.msg), "")
    document.report("python.syntax", f"this is not Python: {error.msg}", place, hint=hint)


def _secrets(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the secrets that texts in the code name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "${" in node.value:
            yield from _SECRET.findall(node.value)
