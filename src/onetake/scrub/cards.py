"""Finds payment card numbers: issuer and length, check digit, and even grouping.

Ranges are those of ISO/IEC 7812 as the networks publish them. One number in ten passes the check
digit by chance, so lengths that look like other numbers (12, 13, and 17 to 19 digits) must be
written in groups or be called a card by the words before them.
"""

import re

from onetake.scrub.context import context
from onetake.scrub.kinds import CARD
from onetake.scrub.shapes import NOT_BEFORE, digits_of

_SEP = r"([ .\-/_+\x1f]{1,3})"
_FIFTH = re.compile(rf"{_SEP}[0-9]{{1,3}}{NOT_BEFORE}")
_GROUPED = re.compile(
    rf"[2-6][0-9]{{3}}(?:{_SEP}(?:"
    r"[0-9]{4}\1[0-9]{4}\1[0-9]{4}"
    r"|[0-9]{6}\1[0-9]{4,5}"
    r"|[0-9]{4}\1[0-9]{5}"
    r"|[0-9]{3}\1[0-9]{3}\1[0-9]{3}"
    r"|[0-9]{4}\1[0-9]{4}"
    rf")){NOT_BEFORE}"
)
_BARE = re.compile(rf"[0-9]{{12,19}}{NOT_BEFORE}")
_EARLIER_GROUP = re.compile(r"[0-9]{4}[ .\-/]$")

# First digits from, to; lengths that are plain; lengths that need a word or groups.
_ISSUERS = (
    ("4", "4", (16,), (13, 19)),
    ("51", "55", (16,), ()),
    ("2221", "2720", (16,), ()),
    ("34", "34", (15,), ()),
    ("37", "37", (15,), ()),
    ("300", "305", (14,), ()),
    ("309", "309", (14,), ()),
    ("36", "36", (14,), ()),
    ("38", "39", (14,), ()),
    ("6011", "6011", (16,), (17, 18, 19)),
    ("644", "649", (16,), (17, 18, 19)),
    ("65", "65", (16,), (17, 18, 19)),
    ("3528", "3589", (16,), (17, 18, 19)),
    ("62", "62", (16,), (17, 18, 19)),
    ("2200", "2204", (16,), (17, 18, 19)),
    ("50", "50", (16,), (12, 13, 14, 15, 17, 18, 19)),
    ("56", "58", (16,), (12, 13, 14, 15, 17, 18, 19)),
    ("60", "69", (16,), (12, 13, 14, 15, 17, 18, 19)),
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def find_card(text: str, start: int, before: str) -> tuple[int, int, str] | None:
    """Find a card number that starts at this digit."""
    grouped = _GROUPED.match(text, start)
    if grouped:
        end = _grouped_end(text, grouped)
    else:
        bare = _BARE.match(text, start)
        end = _bare_end(text, bare, before) if bare else None
    return None if end is None else (start, end, CARD)


def _grouped_end(text: str, match: re.Match[str]) -> int | None:
    """Give the end of a card number in groups; a fifth group makes it one of up to 19 digits."""
    if _EARLIER_GROUP.search(text, max(0, match.start() - 5), match.start()):
        return None
    fifth = _FIFTH.match(text, match.end())
    for end in (match.end(), fifth.end() if fifth and fifth[1] == match[1] else match.end()):
        digits = digits_of(text[match.start() : end])
        if any(lengths(digits)) and luhn(digits):
            return end
    return None


def _bare_end(text: str, match: re.Match[str], before: str) -> int | None:
    """Give the end of a card number without groups, unless only a word could make it one."""
    if not luhn(match[0]):
        return None
    plain, _ = lengths(match[0])
    called = CARD if plain else context(text, match.start(), before)
    return match.end() if called == CARD else None


def lengths(digits: str) -> tuple[bool, bool]:
    """Tell whether an issuer uses these first digits with this length, plainly or doubtfully."""
    plain = doubtful = False
    for low, high, sure, unsure in _ISSUERS:
        if low <= digits[: len(low)] <= high:
            plain = plain or len(digits) in sure
            doubtful = doubtful or len(digits) in unsure
    return plain, doubtful and not plain


def luhn(digits: str) -> bool:
    """Check the last digit as ISO/IEC 7812-1, annex B, computes it."""
    total = sum(map(int, digits[-1::-2])) + sum(_DOUBLED[int(d)] for d in digits[-2::-2])
    return total % 10 == 0
