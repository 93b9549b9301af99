"""Paths to a fact of what was heard: `json.items.0.id`, `header.content-type`, `"$.items[0]"`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery


class Absent(Enum):
    """The one value that says there is nothing at a path (None would be JSON's null)."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        """Return the word people read in a reason."""
        return "nothing"


ABSENT = Absent.ABSENT

_SHAPE = re.compile(r"[^\s.]+(\.[^\s.][^.]*)*")


@cache
def _compiled(query: str) -> JSONPathQuery:
    from jsonpath_rfc9535 import compile as compile_query

    return compile_query(query)


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path: the fact it starts from (`json`), and the keys and positions below it."""

    written: str
    root: str
    parts: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Path:
        """Compile `root.key.0.key`, or RFC 9535 when it starts with `$`.

        Raises ValueError when the text has neither form.
        """
        if text.startswith("$"):
            from jsonpath_rfc9535 import JSONPathError

            try:
                _compiled(text)
            except JSONPathError as error:
                raise ValueError(f"{text!r} is not a JSON path (RFC 9535): {error}") from None
            return cls(text, "$")
        if not _SHAPE.fullmatch(text):
            raise ValueError(f"{text!r} is not a path: write names with dots, such as json.id")
        root, *parts = text.split(".")
        return cls(text, root, tuple(parts))

    def dig(self, value: object) -> object:
        """Return what lies below a root value along this path, or ABSENT.

        A part names a key of a mapping or a position (also `-1`) in a list; the rest of the
        path joined by dots is tried as a key when a single part is none. A `$` path gives the
        one value found, or the list of all of them.
        """
        if self.root == "$":
            return self._query(value)
        parts = self.parts
        for position, part in enumerate(parts):
            if type(value) is dict or isinstance(value, Mapping):
                if part not in value:
                    return value.get(".".join(parts[position:]), ABSENT)
                value = value[part]
            elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
                try:
                    value = value[int(part)]
                except (ValueError, IndexError):
                    return ABSENT
            else:
                return ABSENT
        return value

    def _query(self, value: object) -> object:
        query = _compiled(self.written)
        values = query.find(value).values()  # type: ignore[arg-type]
        if query.singular_query():
            return values[0] if values else ABSENT
        return values

    def __str__(self) -> str:
        """Return the path as it was written."""
        return self.written
