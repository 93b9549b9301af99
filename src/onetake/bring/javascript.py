"""Cuts a script into statements, as far as it takes to find the simple ones; runs nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN, _CLOSE = "([{", ")]}"
_TEXT = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`", re.DOTALL)
_REMARK = re.compile(r"//[^\n]*|/\*.*?(\*/|\Z)", re.DOTALL)
_PATTERN = re.compile(r"/(?![*/ ])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\\\n\[])+/[a-z]*")
_BEFORE_PATTERN = re.compile(r"(^|[(,=:\[!&|?{};\n])\s*$")
_GOES_ON = re.compile(r"\s*(\.|\?|:|&&|\|\||[-+*%=<>]|\)|,)")
_KEY = re.compile(r"([{,]\s*)([A-Za-z_$][\w$]*)\s*:")
_TRAILING = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a script without its semicolon, and its line, from 1."""

    text: str
    line: int


def statements(script: str, line: int = 1) -> Iterator[Statement]:
    """Yield a script's statements in order; blocks stay whole, remarks are left out."""
    begin, at, depth, kept = 0, 0, 0, ""
    while at < len(script):
        length = _token(script, at)
        token = script[at : at + length]
        if _REMARK.fullmatch(token) and script[at] == "/" and token[1:2] in "/*":
            token = "\n" * token.count("\n")
        elif length == 1:
            depth += (token in _OPEN) - (token in _CLOSE)
        ends = depth <= 0 and (token == ";" or _ends(script, at, token, kept))
        if ends:
            kept += token if token == "}" else ""
            yield from _whole(script, begin, kept, line)
            begin, kept, depth = at + length, "", 0
        else:
            kept += token
        at += length
    yield from _whole(script, begin, kept, line)


def _whole(script: str, begin: int, kept: str, line: int) -> Iterator[Statement]:
    text = kept.strip()
    if text:
        space = len(kept) - len(kept.lstrip())
        before = script[:begin].count("\n") + kept[:space].count("\n")
        yield Statement(text, line + before)


def _ends(script: str, at: int, token: str, kept: str) -> bool:
    """Tell if a line's end ends a statement there, or the brace of a block does."""
    if token == "\n":
        opened = kept.rstrip()[-1:]
        return bool(opened) and opened not in ".,=+-*&|?:(" and not _GOES_ON.match(script, at)
    block = re.match(r"\s*(if|for|while|try|switch|function|else|catch|do)\b", kept)
    return token == "}" and bool(block) and not re.match(r"\s*(else|catch|finally|while)\b",
                                                         script[at + 1 :])  # fmt: skip


def _token(script: str, at: int) -> int:
    """Return how long the token is that begins at a position."""
    sign = script[at]
    if sign in "'\"`":
        found = _TEXT.match(script, at)
        return found.end() - at if found else 1
    if sign == "/":
        found = _REMARK.match(script, at)
        if not found and _BEFORE_PATTERN.search(script[max(0, at - 40) : at]):
            found = _PATTERN.match(script, at)
        return found.end() - at if found else 1
    return 1


def arguments(text: str) -> list[str] | None:
    """Return what stands between commas at the top of a text; None when brackets do not fit."""
    parts, at, depth, kept = [], 0, 0, ""
    while at < len(text):
        length = _token(text, at)
        token = text[at : at + length]
        if length == 1:
            depth += (token in _OPEN) - (token in _CLOSE)
        if depth < 0:
            return None
        if token == "," and depth == 0:
            parts.append(kept.strip())
            kept = ""
        else:
            kept += token
        at += length
    return None if depth else [*parts, kept.strip()] if kept.strip() or parts else []


def called(text: str, function: str) -> tuple[str, str] | None:
    """Return what is between the brackets of a call that a text begins with, and what follows."""
    found = re.match(rf"{function}\s*\(", text)
    if not found:
        return None
    at, depth = found.end(), 1
    while at < len(text):
        length = _token(text, at)
        if length == 1:
            depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        if depth == 0:
            return text[found.end() : at].strip(), text[at + 1 :].strip()
        at += length
    return None


class NoLiteral(ValueError):
    """A text of a script is no value that is written in place."""


def value_of(text: str) -> object:
    """Return the value of a literal: a text, a number, true, null, a list or a mapping.

    Raises NoLiteral for anything that has to be computed.
    """
    pieces, end = [], 0
    for found in _TEXT.finditer(text):
        pieces += [_keys_quoted(text[end : found.start()]), _quoted(found[0])]
        end = found.end()
    pieces.append(_keys_quoted(text[end:]))
    try:
        return json.loads("".join(pieces).strip())
    except json.JSONDecodeError:
        raise NoLiteral(text) from None


def _keys_quoted(code: str) -> str:
    return _TRAILING.sub(r"\1", _KEY.sub(r'\1"\2":', code))


def _quoted(text: str) -> str:
    """Return a text of the script as JSON writes it. Raises NoLiteral for a computed one."""
    inside = text[1:-1]
    if text[0] == "`" and "${" in inside:
        raise NoLiteral(text)
    inside = re.sub(r"\\(['`])", r"\1", inside)
    if text[0] != '"':
        inside = re.sub(r'(?<!\\)"', r"\"", inside)
    return '"' + inside.replace("\n", "\\n").replace("\t", "\\t") + '"'
