"""Scalars as they were written: unquoted ones may be numbers, quoted ones never are."""

from __future__ import annotations

import re
from collections.abc import Mapping


class Plain(str):
    """Text written without quotes in a file: `200`, `true`, `blocked`."""

    __slots__ = ()


_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_MOST_DIGITS = 1000
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?0[0-9].*|\+[0-9]+")
_WORDS: dict[str, object] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def quoted(text: str) -> str:
    """Return a text in quotes as people read it: line ends shown, nothing else escaped."""
    return "'" + text.replace("\r", "\\r").replace("\n", "\\n") + "'"


def typed(value: object) -> object:
    """Return the value an unquoted scalar stands for by YAML 1.2's core schema.

    Differs from it in that some things stay text: digits with a leading zero (`007`) or a plus
    (`+4930123456`), and what is longer than a thousand characters.
    Whatever is not a `Plain` comes back as it is.
    """
    if not isinstance(value, Plain):
        return value
    if value in _WORDS:
        return _WORDS[value]
    if len(value) > _MOST_DIGITS:
        return str(value)
    if _INTEGER.fullmatch(value):
        return int(value)
    if _FLOAT.fullmatch(value) and not _NO_NUMBER.fullmatch(value):
        return float(value)
    return str(value)


def typed_tree(value: object) -> object:
    """Return nested lists and mappings with every unquoted scalar as what it stands for."""
    if isinstance(value, Mapping):
        return {str(key): typed_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [typed_tree(item) for item in value]
    return typed(value)
