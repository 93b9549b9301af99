"""The fast screen: one pass of hyperscan says where anything could be at all.

It needs the `fast` extra. Its patterns let more through than the finders accept and never less,
so the result is the same as without it. It reads the view as ASCII, one byte per character: a
letter outside ASCII reads as `?`, in the patterns too.
"""

import re
from functools import cache

from onetake.scrub.context import REACH, telling_words
from onetake.scrub.credentials import NAMES
from onetake.scrub.ids import LETTERED, WRITTEN
from onetake.scrub.kinds import CARD, NATIONAL_ID, PHONE
from onetake.scrub.search import Screened, places, places_within, screen
from onetake.scrub.shapes import SEPARATOR

SHORTEST = 400
"""Shorter texts cost less with `re` than the call of hyperscan costs."""

_BEHIND = 96
_NUMBER = 28
_AHEAD = 16
_SURE, _TOLD, _WORD, _CREDENTIAL = range(4)
_EDGE = r"(?:^|[^0-9A-Za-z])"
_STOP = r"(?:$|[^0-9A-Za-z])"
_SEP = r"[ .\-/_+\x1f]{1,3}"
_SIX_DIGITS = rf"[0-9](?:{SEPARATOR}{{0,3}}[0-9]){{5}}"


def fast_screen(text: str, before: str) -> Screened:
    """Give the places where a number may start, and whether credentials may be there."""
    if len(text) < SHORTEST:
        return screen(text, before)
    sure: list[int] = []
    told: list[int] = []
    words: list[int] = []
    credentials: list[int] = []
    hits = (sure, told, words, credentials)

    def note(pattern: int, _start: int, end: int, *_: object) -> None:
        hits[pattern].append(end)

    _database().scan(text.encode("ascii", "replace"), match_event_handler=note)
    windows = [(max(0, end - _BEHIND), end + _AHEAD) for end in sure]
    windows += [
        (max(0, end - _NUMBER), end + _AHEAD) for end in _behind_words(sorted(told), sorted(words))
    ]
    found = places_within(text, sorted(windows))
    if before:
        early = [place for place in places(text[: 2 * REACH]) if place < REACH]
        found = sorted({*found, *early})
    return found, bool(credentials)


def _behind_words(numbers: list[int], words: list[int]) -> list[int]:
    """Give the numbers that stand near behind a word that may tell what they are."""
    near, at = [], 0
    for end in numbers:
        while at < len(words) and words[at] < end - _NUMBER - REACH:
            at += 1
        if at < len(words) and words[at] <= end:
            near.append(end)
    return near


@cache
def _database():
    import hyperscan

    dotall, caseless = hyperscan.HS_FLAG_DOTALL, hyperscan.HS_FLAG_CASELESS
    patterns = [(_SURE, shape, caseless) for shape in _sure_patterns()]
    patterns += [(_TOLD, shape, caseless) for shape in _told_patterns()]
    patterns += [(_WORD, shape, caseless) for shape in _word_patterns()]
    patterns += [(_WORD, shape, 0) for shape in _inner_word_patterns()]
    patterns += [(_CREDENTIAL, shape, caseless) for shape in _credential_patterns()]
    database = hyperscan.Database()
    database.compile(
        expressions=[shape.encode("ascii") for _, shape, _ in patterns],
        ids=[kind for kind, _, _ in patterns],
        elements=len(patterns),
        flags=[dotall | case for _, _, case in patterns],
    )
    return database


def _sure_patterns() -> list[str]:
    written = [_EDGE + shape + _STOP for shape, _ in WRITTEN]
    lettered = [_EDGE + shape + _STOP for _, shape, _ in LETTERED]
    return [
        # Cards: bare with a plain length, and in groups.
        _EDGE + r"(?:3(?:0[0-59]|6|8|9)[0-9]{11,12}|3[47][0-9]{13})" + _STOP,
        _EDGE + r"(?:4|5[0-8]|2[2-7]|35|6)[0-9]{14,15}" + _STOP,
        _EDGE + rf"[2-6][0-9]{{3}}{_SEP}[0-9]{{3,6}}{_SEP}[0-9]{{3,5}}",
        # Telephones: with a plus sign, with a dialled 00, with an area code in brackets.
        rf"\+[ \x1f]?\(?{_SIX_DIGITS}",
        rf"\(\+?{_SIX_DIGITS}",
        _EDGE + r"00 ?[0-9]{0,3}[ .\-/(]",
        # Accounts, and the spaced writing of a national insurance number.
        _EDGE + r"[A-Z]{2}[0-9]{2}(?:[ .\-\x1f]?[0-9A-Z]){11}",
        _EDGE + r"[A-Z]{2} [0-9]{2} [0-9]{2} [0-9]{2} [A-D]",
        *written,
        *lettered,
    ]


def _told_patterns() -> list[str]:
    """Give the patterns of what is a number only when a word tells so."""
    lettered = r"(?:[A-Z]{5}[0-9]{4}[A-Z]|[A-Z]{2}[0-9]{6})"
    return [_EDGE + _SIX_DIGITS, _EDGE + lettered]


def _words() -> set[str]:
    kinds = (CARD, NATIONAL_ID, PHONE)
    return {_ascii(word).lower() for kind in kinds for word in telling_words(kind)}


def _word_patterns() -> list[str]:
    """Give the patterns of words that tell; without ASCII letters they read as question marks."""
    gap = rf"[^A-Za-z]{{1,{REACH}}}"
    spelled = [re.escape(word).replace(r"\ ", gap) for word in _words() if word.strip("? ")]
    return [r"(?:^|[^A-Za-z])" + word for word in spelled] + [r"\?\?"]


def _inner_word_patterns() -> list[str]:
    """Give the patterns of words inside others, as in `customerPhone` and `customerPHONE`."""
    return [
        re.escape(word[:capitals].upper() + word[capitals:])
        for word in _words()
        if word[0].isalpha() and " " not in word
        for capitals in range(1, len(word) + 1)
    ]


def _credential_patterns() -> list[str]:
    names = "|".join(re.escape(_ascii(name)) for name in NAMES)
    return [
        rf"(?:{names})(?:=|\\*[\"']\s*:|>|\s[^<>]{{0,200}}>)",
        r"(?:bearer|basic|token)\s+[0-9A-Za-z_?.~+/-]{8}",
        r"eyJ[0-9A-Za-z_?-]{8}",
        r"-----BEGIN ",
        r"://[^/\s@\"'<>]{0,256}:[^/\s@\"'<>]{1,256}@",
    ]


def _ascii(word: str) -> str:
    return word.encode("ascii", "replace").decode("ascii")
