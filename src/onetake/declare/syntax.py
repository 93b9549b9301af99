"""Explains what YAML itself refuses, and finds the line that only lacks quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from yaml import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from onetake.declare.source import lines_of, quoted_line

_LEAD = r"^(?P<lead>[ ]*(?:(?:- +)+(?:{key})?|{key}))(?P<value>\S.*)$"
_VALUE = re.compile(_LEAD.format(key=r"[^\s'\"#{}\[\],:-][^:#{}\[\],]*:[ ]+"))
_CLOSED = {
    '"': re.compile(r'"[^"]*" *[^"\s#]'), "'": re.compile(r"'[^']*' *[^'\s#]"),
    "{": re.compile(r"\{[^{}]*\} *[^\s#]"), "[": re.compile(r"\[[^\[\]]*\] *[^\s#]"),
}  # fmt: skip
_BARE_TEMPLATE = re.compile(r"[\[{][^'\"#]*?[:,\[]\s*(?P<template>\$\{[^}'\"]*\})")
_CUT = re.compile(r"\s#\S")
_SPECIAL = "*&!%@`|>{[#,]}"
_PLAINLY = (
    ("found another document", "this begins another document; a file holds one",
     "remove the line ---, or make two files"),
    ("unexpected end of stream", "this is never closed", "close the quote or bracket"),
    ("expected ',' or ']'", "the list that begins here is never closed", "close it with ]"),
    ("expected ',' or '}'", "the mapping that begins here is never closed", "close it with }"),
    ("could not find expected ':'", "a ':' is missing behind this key", "write key: value"),
    ("mapping values are not allowed", "a key cannot stand here",
     "line it up with the key above; a text with ': ' in it needs quotes"),
    ("did not find expected key", "this line does not fit the lines above",
     "line it up with the key or the '-' above; each level is indented by spaces"),
    ("expected <block end>", "this line does not fit the lines above",
     "line it up with the key or the '-' above; each level is indented by spaces"),
    ("did not find expected '-' indicator", "this line does not fit the list above",
     "begin it with '- ', or indent it further"),
    ("block sequence entries are not allowed", "a list item cannot stand here",
     "begin the list on a line of its own below its key"),
    ("node content", "a value is missing here, or a bracket is not closed",
     "write the value, or close the bracket"),
    ("undefined alias", "anchors (&) and aliases (*) are refused here",
     "a text that begins with * needs quotes"),
)  # fmt: skip
_CONTEXT_FIRST = ("unexpected end of stream", "expected ',' or")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What YAML refuses in plain words, where (from 0), the fix, and a text to read on with."""

    line: int
    column: int
    message: str
    hint: str
    mended: str | None = None


def explain(error: YAMLError, text: str, parses_past: Callable[[str, int], bool]) -> Wrong:
    """Return why a text is no YAML; `parses_past(text, line)` tells if a mended one is better."""
    if isinstance(error, ReaderError):
        return _control(error, text)
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Wrong(-1, 0, f"this is not YAML: {error}", "see the line named here")
    lines = lines_of(text)
    at, context = error.problem_mark, error.context_mark
    near = [at.line, context.line if context else at.line, at.line - 1]
    for number in dict.fromkeys(number for number in near if 0 <= number < len(lines)):
        lead = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        if "\t" in lead:
            column = lead.index("\t")
            return Wrong(number, column, "a tab cannot indent a line", "use spaces")
    for number in dict.fromkeys(number for number in near if 0 <= number < len(lines)):
        found = _VALUE.match(lines[number])
        if found and found["value"][0] in "[{" and (cut := _CUT.search(found["value"])):
            lost = found["value"][cut.start() + 1 :]
            return _cut(number, found.start("value") + cut.start() + 1, lost)
        wrong = _bare_template(number, lines[number])
        if wrong:
            return wrong
        wrong = _unquoted(lines, number, found, lambda text: parses_past(text, at.line))
        if wrong:
            return wrong
    return _plainly(error, lines)


def _control(error: ReaderError, text: str) -> Wrong:
    """Explain a character YAML does not take; its own count is in bytes, so it is sought anew."""
    character = error.character if isinstance(error.character, int) else ord(error.character)
    before = lines_of(text[: max(text.find(chr(character)), 0)])
    return Wrong(
        len(before) - 1,
        len(before[-1]),
        f"the character U+{character:04X} cannot stand in a file",
        f'remove it, or write it in double quotes as "\\u{character:04x}"',
    )


def _cut(line: int, column: int, lost: str) -> Wrong:
    """Explain a `#` among brackets: it hides the rest of the line, and the closing ones with it."""
    return Wrong(
        line,
        column,
        f"everything from '#' on is a comment: {lost!r} would be lost",
        "put the text with the '#' in quotes",
    )


def _bare_template(line: int, text: str) -> Wrong | None:
    """Explain a template without quotes among brackets, whose own braces YAML takes for its."""
    bare = _BARE_TEMPLATE.search(text)
    if bare is None:
        return None
    template = bare["template"]
    return Wrong(
        line,
        bare.start("template"),
        f"{template} needs quotes between {{ }} or [ ]",
        f'write "{template}"',
    )


def _unquoted(
    lines: list[str],
    number: int,
    found: re.Match[str] | None,
    parses: Callable[[str], bool],
) -> Wrong | None:
    """Return the fault of a line that reads well once its value is quoted."""
    if not found:
        return None
    column, value = found.start("value"), found["value"]
    open_quote = value[0] in "'\"" and value.count(value[0]) == 1
    if value[0] in _CLOSED and not _CLOSED[value[0]].match(value) and not open_quote:
        return None
    fix = quoted_line(lines[number], column)
    mended = "\n".join([*lines[:number], fix, *lines[number + 1 :]])
    if not parses(mended):
        return None
    if open_quote:
        hint = f"close it; if it belongs to the text: {fix.strip()}"
        return Wrong(number, column, "this quote is never closed", hint, mended)
    return Wrong(number, column, _reason(value), f"put it in quotes: {fix.strip()}", mended)


def _reason(value: str) -> str:
    if value[0] in _SPECIAL:
        return f"unquoted text cannot begin with {value[0]!r}"
    if ": " in value or value.endswith(":"):
        return "unquoted text cannot hold ': '"
    if value[0] in "'\"":
        return "a text that begins with a quote must end with it"
    return "this text needs quotes"


def _seen(lines: list[str], line: int, column: int) -> tuple[int, int]:
    """Return a place, or the end of the last line before it that holds something."""
    line = min(line, len(lines) - 1)
    if lines[line].strip():
        return line, min(column, len(lines[line]))
    while line and not lines[line].strip():
        line -= 1
    return line, len(lines[line].rstrip())


def _plainly(error: MarkedYAMLError, lines: list[str]) -> Wrong:
    problem, at = error.problem or "this is not YAML", error.problem_mark
    if error.context_mark and any(words in problem for words in _CONTEXT_FIRST):
        at = error.context_mark
    line, column = _seen(lines, at.line, at.column) if at else (0, 0)
    if "mapping values" in problem:
        column = len(lines[line]) - len(lines[line].lstrip())
    for words, message, hint in _PLAINLY:
        if words in problem:
            return Wrong(line, column, message, hint)
    if "cannot start any token" in problem and column < len(lines[line]):
        sign = lines[line][column]
        if sign == "\t":
            return Wrong(line, column, "a tab cannot stand here", "use spaces")
        message = f"unquoted text cannot begin with {sign!r}"
        return Wrong(line, column, message, "put the text in quotes")
    return Wrong(line, column, f"this is not YAML: {problem}", "a text with signs needs quotes")
