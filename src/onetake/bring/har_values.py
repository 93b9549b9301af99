"""Finds where a value that was sent had come from: an earlier answer's JSON, page or cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onetake.bring.har_entries import Entry
from onetake.bring.naming import called_here, unlike

_TELLING = re.compile(r"(^|_)(id|uuid|token|key|code|number|no|ref|nonce|csrf\w*|state)$|Id$")
_LONG = 8
_BEFORE, _MOST = 40, 2_000


@dataclass(slots=True)
class Origins:
    """Values that came in answers, and the name each is kept under once somebody needs it.

    `keeps` and `captures` are by the number of the answer: paths, and patterns with a named group.
    """

    keeps: dict[int, dict[str, str]] = field(default_factory=dict)
    captures: dict[int, list[str]] = field(default_factory=dict)
    _known: dict[str, tuple[int, str]] = field(default_factory=dict)
    _pages: list[tuple[int, str]] = field(default_factory=list)
    _named: dict[str, str] = field(default_factory=dict)

    def answer(self, number: int, entry: Entry) -> None:
        """Note what an answer holds."""
        for path, value in _leaves(entry.answered, "json"):
            if len(self._known) < 100_000:
                self._known[value] = (number, path)
        if "html" in entry.answer_kind:
            self._pages.append((number, entry.text))

    def template(self, name: str, value: str) -> str:
        """Return the template of a value that came before, or nothing when none did."""
        if value in self._named:
            return f"${{{self._named[value]}}}"
        if value in self._known:
            number, path = self._known[value]
            kept = self._name(value, path.rpartition(".")[2] if name == "" else name)
            self.keeps.setdefault(number, {})[kept] = path
            return f"${{{kept}}}"
        if len(value) >= _LONG and not value.isalpha():
            return self._from_page(name, value)
        return ""

    def _from_page(self, name: str, value: str) -> str:
        for number, text in reversed(self._pages):
            at = text.find(value)
            if at < 0:
                continue
            before = text[max(0, at - _BEFORE) : at].rpartition("\n")[2]
            if len(before) < 5 or text.count(before) > 1:
                continue
            kept = self._name(value, name)
            pattern = f"{re.escape(before).replace(chr(92) + ' ', ' ')}(?P<{kept}>[^\"'<&\\s]+)"
            self.captures.setdefault(number, []).append(pattern)
            return f"${{{kept}}}"
        return ""

    def _name(self, value: str, name: str) -> str:
        kept = unlike(called_here(name or "value"), set(self._named.values()))
        self._named[value] = kept
        return kept


def _leaves(value: object, path: str, count: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the values of nested JSON that somebody may need again, by their paths."""
    if isinstance(value, Mapping):
        for name, item in list(value.items())[:_MOST]:
            if "." not in str(name):
                yield from _leaves(item, f"{path}.{name}", count + 1)
    elif isinstance(value, list):
        for position, item in enumerate(value[:_MOST]):
            yield from _leaves(item, f"{path}.{position}", count + 1)
    elif isinstance(value, str | int) and not isinstance(value, bool) and count:
        text = str(value)
        if _TELLING.search(path.rpartition(".")[2]) or (len(text) >= _LONG and " " not in text):
            yield path, text
