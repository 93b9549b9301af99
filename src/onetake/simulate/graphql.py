"""Reads GraphQL queries as far as a stand-in needs: fields, aliases, arguments, nested selections.

Fragments, directives and introspection are refused. Grammar: the GraphQL specification, October
2021, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r'[\s,﻿]+|#[^\n]*|"(?P<text>(?:[^"\\\n]|\\.)*)"'
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>\w+)|(?P<sign>\.\.\.|[!$():=@\[\]{}|&])"
)
_DEEPEST = 50
_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}


class QueryWrong(ValueError):
    """A query cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A field asked for: its name, the key of its answer, its arguments, its own fields."""

    name: str
    key: str
    arguments: Mapping[str, object]
    fields: tuple[Selected, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or mutation with the fields at its top."""

    mutation: bool
    fields: tuple[Selected, ...]


def parse(query: str, variables: Mapping[str, object]) -> Operation:
    """Return what a query asks for, its variables filled in. Raises QueryWrong."""
    return _Reader(query, variables).operation()


def pick(value: object, fields: tuple[Selected, ...]) -> object:
    """Return what was asked for of a value, lists member by member; what is missing is null."""
    if not fields or value is None:
        return value
    if isinstance(value, list | tuple):
        return [pick(item, fields) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {field.key: pick(value.get(field.name), field.fields) for field in fields}


class _Reader:
    def __init__(self, query: str, variables: Mapping[str, object]) -> None:
        self._variables = variables
        self._tokens = _tokens(query)
        self._at = 0
        self._depth = 0

    def operation(self) -> Operation:
        mutation = self._peek() == "mutation"
        if self._peek() in ("query", "mutation"):
            self._next()
            while self._peek() not in ("(", "{"):
                self._next()
            self._skip_declarations()
        return Operation(mutation, self._selection())

    def _skip_declarations(self) -> None:
        if self._peek() == "(":
            while self._next() != ")":
                pass

    def _selection(self) -> tuple[Selected, ...]:
        self._demand("{")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryWrong(f"fields are nested more than {_DEEPEST} deep")
        fields = []
        while self._peek() != "}":
            fields.append(self._field())
        self._next()
        self._depth -= 1
        return tuple(fields)

    def _field(self) -> Selected:
        key = name = self._next()
        if name in ("...", "@"):
            raise QueryWrong("this stand-in reads no fragments and directives")
        if self._peek() == ":":
            self._next()
            name = self._next()
        arguments = self._arguments() if self._peek() == "(" else {}
        fields = self._selection() if self._peek() == "{" else ()
        return Selected(name, key, arguments, fields)

    def _arguments(self) -> dict[str, object]:
        self._demand("(")
        arguments = {}
        while self._peek() != ")":
            name = self._next()
            self._demand(":")
            arguments[name] = self._value()
        self._next()
        return arguments

    def _value(self) -> object:
        kind, token = self._take()
        if kind == "text":
            return re.sub(r'\\(["\\/])', r"\1", token)
        if kind == "number":
            return float(token) if "." in token else int(token)
        if token == "$":
            return self._variables.get(self._next())
        if kind == "word":
            return _CONSTANTS.get(token, token)
        raise QueryWrong(f"a value is expected, not {token!r}")

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            raise QueryWrong("the query ends too early")
        return self._tokens[self._at][1]

    def _take(self) -> tuple[str, str]:
        self._peek()
        self._at += 1
        return self._tokens[self._at - 1]

    def _next(self) -> str:
        return self._take()[1]

    def _demand(self, sign: str) -> None:
        token = self._next()
        if token != sign:
            raise QueryWrong(f"{sign!r} is expected, not {token!r}")


def _tokens(query: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            raise QueryWrong(f"{query[position]!r} at position {position} cannot be read")
        position = match.end()
        if match.lastgroup:
            tokens.append((match.lastgroup, match[match.lastgroup]))
    return tokens
