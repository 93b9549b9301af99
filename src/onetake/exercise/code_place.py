"""Finds where a journey's code is: a call's place, an error's, and that of code which waits."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Coroutine, Iterator
from itertools import islice
from linecache import getlines
from types import CodeType, FrameType
from typing import Any

from onetake.words.code import Scripts
from onetake.words.location import NOWHERE, Location
from onetake.words.script import Written


def place_of_caller(frame: FrameType | None, scripts: Scripts) -> Location:
    """Return the place of the innermost call in the programme's own code."""
    while frame is not None:
        line, column = _position(frame)
        place = scripts.place(frame.f_code.co_filename, line, column)
        if place is not None:
            return place
        frame = frame.f_back
    return NOWHERE


def place_of_error(error: BaseException, scripts: Scripts) -> tuple[Location, str]:
    """Return the innermost place of an error in the programme's own code, and what stands there."""
    if isinstance(error, SyntaxError) and error.filename:
        place = scripts.place(error.filename, error.lineno or 0, max((error.offset or 1) - 1, 0))
        if place is not None:
            return place, (error.text or "").strip()
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        place = scripts.place(frame.filename, frame.lineno or 0, frame.colno or 0)
        if place is not None:
            return place, _statement("".join(getlines(frame.filename)), frame.lineno or 0)
    return NOWHERE, ""


def place_of_waiting(code: Coroutine[Any, Any, object] | None, scripts: Scripts) -> Location:
    """Return where code waits: the innermost place in the programme's own files."""
    found = NOWHERE
    at: Any = code
    while at is not None:
        frame = getattr(at, "cr_frame", None)
        if frame is not None:
            place = scripts.place(frame.f_code.co_filename, *_position(frame))
            found = place or found
        at = getattr(at, "cr_await", None)
    return found


def as_written(value: object, code: CodeType) -> object:
    """Return a value in which the texts that stand in this code are marked as `Written`.

    A text is one of the code's own when it is the very object that the code holds: one that was
    heard, or put together, never is, whatever it says.
    """
    if not any("${" in text for text in _texts(value)):
        return value
    own = {id(text) for text in _texts(code.co_consts)}
    return _marked(value, own)


def _marked(value: object, own: set[int]) -> object:
    if isinstance(value, str):
        return Written(value) if id(value) in own else value
    if isinstance(value, dict):
        return {key: _marked(item, own) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(item, own) for item in value]
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _statement(text: str, line: int) -> str:
    """Return the statement at a line of a file, on one line; an assertion without its message."""
    try:
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    except SyntaxError:
        return ""
    around = [node for node in nodes if node.lineno <= line <= (node.end_lineno or 0)]
    found = min(around, key=lambda node: (node.end_lineno or 0) - node.lineno, default=None)
    if isinstance(found, ast.Assert):
        return f"assert {_on_one_line(text, found.test)}"
    return _on_one_line(text, found) if found is not None and not hasattr(found, "body") else ""


def _on_one_line(text: str, node: ast.AST) -> str:
    return " ".join((ast.get_source_segment(text, node) or "").replace("\\\n", " ").split())


def _position(frame: FrameType) -> tuple[int, int]:
    """Return a frame's line, and the offset in bytes at which its expression begins."""
    positions = frame.f_code.co_positions()
    line, _, column, _ = next(islice(positions, frame.f_lasti // 2, None), (None,) * 4)
    return line or frame.f_lineno, column or 0
