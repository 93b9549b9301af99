"""A view is the text as a reader sees it, with the way back to the text as written.

Digits of other scripts, unusual spaces and dashes, percent signs, HTML entities and JSON
escapes are read as the plain characters they stand for, and what was replaced before is masked.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from onetake.scrub.kinds import PLACEHOLDER

MASK = "\x02"
"""Stands for each character of a placeholder, so that no search reads one again."""

IGNORED = "\x1f"
"""Stands for characters no reader sees: zero-width spaces, soft hyphens, direction marks."""

_DIGIT_BLOCKS = (
    "\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef"
    "\u0b66-\u0b6f\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0e50-\u0e59\u0ed0-\u0ed9"
    "\u1040-\u1049\u17e0-\u17e9"
)
_INVISIBLE = "\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2212\u2043\ufe58\ufe63"
_DOTS = "\u00b7\u2022\u2024\u30fb"
_ALIKE = {"\u0130": "I", "\u0131": "i", "\u017f": "s", "\u212a": "K"}
"""Letters that count as ASCII ones when case is ignored."""

UNUSUAL = "".join(_ALIKE) + _DIGIT_BLOCKS + _INVISIBLE + _SPACES + _DASHES + _DOTS + "\uff01-\uff5e"
_UNUSUAL = re.compile(f"[{UNUSUAL}]")
_ESCAPE = re.compile(
    r"&(?:\#[0-9]{1,5}|\#[xX][0-9a-fA-F]{1,5}|nbsp|commat|period|plus|hyphen|dash|shy|thinsp|ensp"
    r"|emsp|amp|quot|lt|gt);|\\u[0-9a-fA-F]{4}|%(?:[cC]2%[aA]0|[2-7][0-9a-fA-F])"
)
_CLASSES = (
    (re.compile(f"[{_INVISIBLE}]"), IGNORED),
    (re.compile(f"[{_SPACES}]"), " "),
    (re.compile(f"[{_DASHES}]"), "-"),
    (re.compile(f"[{_DOTS}]"), "."),
)


@dataclass(frozen=True, slots=True)
class View:
    """A text to search in, and where its characters stand in the text as written.

    `seen` and `written` are matching positions, one pair behind each escape; empty when both
    texts have the same length.
    """

    text: str
    seen: list[int] = field(default_factory=list)
    written: list[int] = field(default_factory=list)

    def place(self, position: int) -> int:
        """Give the position in the text as written for one in the view."""
        at = bisect_right(self.seen, position) - 1
        return position if at < 0 else self.written[at] + position - self.seen[at]

    def end(self, position: int) -> int:
        """Give where a stretch that ends here in the view ends in the text as written."""
        return self.place(position - 1) + self._width(position - 1)

    def _width(self, position: int) -> int:
        return self.place(position + 1) - self.place(position)


def masked(text: str) -> str:
    """Cover what was replaced before, so that no search reads it again."""
    return PLACEHOLDER.sub(_mask, text) if "[" in text else text


def view_of(text: str) -> View:
    """Read a text the way a person would, keeping the way back."""
    text = masked(text)
    if not text.isascii() or "\x00" in text:
        text = _UNUSUAL.sub(_plain, text)
    return _unescape(text) if has_escapes(text) else View(text)


def has_escapes(text: str) -> bool:
    """Tell whether a text may hold characters written as percent signs, entities or `\\u`."""
    return "%" in text or "&" in text or "\\u" in text


def _mask(match: re.Match[str]) -> str:
    return MASK * len(match[0])


def _plain(match: re.Match[str]) -> str:
    return _plain_character(match[0])


def _plain_character(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    for pattern, plain in _CLASSES:
        if pattern.match(character):
            return plain
    digit = unicodedata.digit(character, None)
    return _ALIKE.get(character, character) if digit is None else str(digit)


def _unescape(text: str) -> View:
    pieces: list[str] = []
    seen: list[int] = []
    written: list[int] = []
    last = length = 0
    for match in _ESCAPE.finditer(text):
        character = _plain_character(_character(match[0]))
        pieces += (text[last : match.start()], character)
        length += match.start() - last + 1
        last = match.end()
        seen.append(length)
        written.append(last)
    if not pieces:
        return View(text)
    pieces.append(text[last:])
    return View("".join(pieces), seen, written)


def _character(escape: str) -> str:
    if escape[0] == "&":
        return html.unescape(escape)[:1]
    if escape[0] == "\\":
        return chr(int(escape[-4:], 16))
    return "\u00a0" if len(escape) > 3 else chr(int(escape[1:], 16))
