"""Finds all personal data in a view: a cheap screen gives the places, exact finders judge each.

A finder looks only at the text around its place, so any screen that misses no place leads to
the same result: the regular expression here, and the faster one of `fast.py`.
"""

import re
import sys
from collections.abc import Iterable

from onetake.scrub.accounts import find_account
from onetake.scrub.cards import find_card
from onetake.scrub.context import context
from onetake.scrub.credentials import has_credentials
from onetake.scrub.ids import find_id, find_lettered_id
from onetake.scrub.kinds import IBAN, NATIONAL_ID, PHONE
from onetake.scrub.mail import find_emails
from onetake.scrub.phones import find_phone
from onetake.scrub.shapes import SEPARATOR
from onetake.scrub.view import MASK

Span = tuple[int, int, str]
"""Start, end and kind of what was found."""

Screened = tuple[list[int], bool]
"""The places where a number may start, and whether the text may hold credentials."""

_NEAR = 100
_MASKS = re.compile(f"{MASK}+")
_LETTERS = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{1,6})[ -]?$")

# Nothing that could continue the number follows: no digit group, no check letter.
_BARE = re.compile(rf"[0-9]{{6,}}+(?![0-9A-Za-z]|{SEPARATOR}{{1,3}}[0-9]|[-+][A-Za-z])")

PLACE = re.compile(
    r"(?s)[0-9](?:(?<![0-9A-Za-z].)"
    r"(?<!(?=(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])).)"
    r"(?<!(?=[01][0-9]-[0-3][0-9] [0-2]?[0-9]:).)"
    rf"(?=(?:{SEPARATOR}{{0,3}}[0-9]){{5}})"
    r"|(?<=[A-Za-z].)(?:"
    r"(?<![0-9A-Za-z][A-Za-z]{2}.)(?<=[A-Za-z]{2}.)(?=[0-9](?:[ .\-\x1f]?[0-9A-Za-z]){5})"
    r"|(?<![0-9A-Za-z][XYZxyz].)(?<=[XYZxyz].)(?=[0-9]{6})"
    r"|(?<![0-9A-Za-z][A-Za-z]{4}.)(?<=[A-Za-z]{4}.)(?=[0-9]{5}[HMhm])"
    r"|(?<![0-9A-Za-z][A-Za-z]{5}.)(?<=[A-Za-z]{5}.)(?=[0-9]{3}[A-Za-z])"
    r"|(?<![0-9A-Za-z][A-Za-z]{6}.)(?<=[A-Za-z]{6}.)(?=[0-9][A-Za-z][0-9]{2}[A-Za-z])"
    r"))"
)
"""A digit where a card, an account, a telephone or a national id may start."""


def places(text: str) -> list[int]:
    """Give the places of a view where a number may start."""
    return [match.start() for match in PLACE.finditer(text)]


def places_within(text: str, windows: Iterable[tuple[int, int]]) -> list[int]:
    """Give the places inside these windows, which come sorted and may overlap."""
    found: list[int] = []
    begin = stop = 0
    for low, high in (*windows, (sys.maxsize, 0)):
        if low > stop:
            found += [match.start() for match in PLACE.finditer(text, begin, stop)]
            begin = low
        stop = max(stop, high)
    return found


def places_near_masks(text: str) -> list[int]:
    """Give the places whose surroundings changed when something near was replaced."""
    windows = [(max(0, mask.start() - _NEAR), mask.end() + _NEAR) for mask in _MASKS.finditer(text)]
    return places_within(text, windows)


def screen(text: str, before: str) -> Screened:
    """Give the places where a number may start, and whether credentials may be there."""
    return places(text), has_credentials(text)


def personal(text: str, starts: Iterable[int], before: str = "") -> list[Span]:
    """Find personal data in a view, given the places where a number may start."""
    found = list(find_emails(text)) if "@" in text else []
    last = -1
    for start in starts:
        if start < last:
            continue
        span = _at(text, start, before)
        if span is not None:
            found.append(span)
            last = span[1]
    return found


def _at(text: str, start: int, before: str) -> Span | None:
    previous = text[start - 1 : start]
    if previous in (" ", "-") or previous.isalpha():
        span = _lettered(text, start, before)
        if span is not None or (previous.isascii() and previous.isalpha()):
            return span
    bare = None if previous in ("+", "(") else _BARE.match(text, start)
    if bare:
        return _bare(text, bare, before)
    finders = (
        (find_phone, find_card, find_id) if previous in "+(" else (find_card, find_id, find_phone)
    )
    for find in finders:
        span = find(text, start, before)
        if span is not None:
            return span
    return None


def _bare(text: str, run: re.Match[str], before: str) -> Span | None:
    """Judge digits without separators, the commonest of all, with the fewest questions."""
    start, length = run.start(), run.end() - run.start()
    span = find_card(text, start, before) if length >= 12 else None
    if span is not None:
        return span
    if length != 18:
        called = context(text, start, before)
        if called not in (PHONE, NATIONAL_ID):
            return None
    return find_id(text, start, before) or find_phone(text, start, before)


def _lettered(text: str, start: int, before: str) -> Span | None:
    letters = _LETTERS.search(text, max(0, start - 8), start)
    if letters is None:
        return None
    begin = letters.start()
    if len(letters[1]) == 2:
        end = find_account(text, begin)
        if end is not None:
            return begin, end, IBAN
    end = find_lettered_id(text, begin, len(letters[1]), before)
    return None if end is None else (begin, end, NATIONAL_ID)
