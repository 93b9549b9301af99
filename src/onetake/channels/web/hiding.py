"""Tells which parts of a page's texts nobody may see in a picture.

Rather too much is painted over than too little: every long number, whatever it means, every
address, every value of the persona, every secret, and whatever the scrubber would take out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

Span = tuple[int, int]

_FEWEST = 3
_LONG = 6
_APART = r"[\s .\-/()+_]{0,3}"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[^\s@<>,;:\"']{1,100}@[^\s@<>,;:\"']{1,100}",  # an e-mail address
        r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ .\-]?[0-9A-Za-z]){11,30}",  # a bank account
        r"\+?\(?[0-9](?:[\s .\-/()]{0,3}[0-9•*]){6,}",  # a telephone, a card, a customer's number
    )
)
_WORD = re.compile(r"\w{6,}")
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    r"|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4})(?!\d)"
)
_HOW = frozenset(
    {
        *("id", "locale", "language", "timezone", "device", "colour_scheme", "color_scheme"),
        *("reduced_motion", "network", "location"),
    }
)
"""What a persona's file says of her browser, not of herself."""


class Hiding:
    """Finds what must be painted over: by what is known of the run, and by its shape."""

    def __init__(self, memory: Mapping[str, object], scrub: Callable[[str], str] = str) -> None:
        """Prepare for a run; `scrub` is what its texts go through before they are stored."""
        self._scrub = scrub
        spelled = sorted({_flexible(value) for value in _values(memory)}, key=len, reverse=True)
        self._known = re.compile("|".join(spelled), re.IGNORECASE) if spelled else None

    def spans(self, text: str) -> list[Span]:
        """Return the stretches of a text to paint over; all of it, when only the scrubber knows."""
        found = [match.span() for match in self._known.finditer(text)] if self._known else []
        undated = _DATE.sub(lambda date: "\0" * len(date[0]), text)
        for pattern in _PATTERNS:
            found += (match.span() for match in pattern.finditer(undated))
        found += (word.span() for word in _WORD.finditer(undated) if _is_number(word[0]))
        covered = _merged(found)
        if self._scrub(_without(text, covered)) != _without(text, covered):
            return [(0, len(text))]
        return covered


def _values(memory: Mapping[str, object]) -> Iterator[str]:
    """Yield the secrets of a run and what its persona's file says of herself."""
    for name in ("secret", "persona"):
        held = memory.get(name)
        for key, value in held.items() if isinstance(held, Mapping) else ():
            if name == "secret" or key not in _HOW:
                yield from _leaves(value)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        text = str(value).strip()
        if len(text) >= _FEWEST:
            yield text


def _flexible(value: str) -> str:
    """Return an expression for a value, however the characters of a long number are set apart."""
    characters = [character for character in value if character.isalnum()]
    if sum(map(str.isdigit, characters)) >= _LONG:
        return _APART.join(map(re.escape, characters))
    words = r"\s+".join(map(re.escape, value.split()))
    before = r"(?<!\w)" if value[0].isalnum() else ""
    return before + words + (r"(?!\w)" if value[-1].isalnum() else "")


def _is_number(word: str) -> bool:
    """Tell whether a word is a long number, even with letters in it."""
    return sum(map(str.isdecimal, word)) >= _LONG


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _without(text: str, spans: list[Span]) -> str:
    """Return a text with a row of dots where it will be painted over."""
    for start, end in reversed(spans):
        text = text[:start] + "…" + text[end:]
    return text
