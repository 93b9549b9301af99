"""Finds payment card numbers: issuer and length, check digit, and even grouping.

Ranges are those of ISO/IEC 7812 as the networks publish them. One number in ten passes the check
digit by chance, so lengths that look like other numbers (12, 13, and 17 to 19 digits) must be
written in groups or be called a card by the words before them.
"""

import re

from onetake.scrub.context import OTHER, context
from onetake.scrub.kinds import CARD
from onetake.scrub.shapes import NOT_BEFORE, digits_of

_SEP = r"([ .\-/_+\x1f]{1,3})"
_GROUPED = re.compile(
    rf"[2-6][0-9]{{3}}(?:{_SEP}(?:"
    r"[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?"
    r"|[0-9]{6}\1[0-9]{4,5}"
    r"|[0-9]{4}\1[0-9]{5}"
    r"|[0-9]{3}\1[0-9]{3}\1[0-9]{3}"
    r"|[0-9]{4}\1[0-9]{4}"
    rf")){NOT_BEFORE}"
)
_BARE = re.compile(rf"[2-6][0-9]{{11,18}}{NOT_BEFORE}")
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
    if text[start] not in "23456":
        return None
    match = _GROUPED.match(text, start) or _BARE.match(text, start)
    if match is None:
        return None
    digits = digits_of(match[0])
    plain, doubtful = lengths(digits)
    if not (plain or doubtful) or not luhn(digits):
        return None
    grouped = match.re is _GROUPED
    if grouped and _EARLIER_GROUP.search(text, max(0, start - 5), start):
        return None
    if (doubtful and not grouped) and context(text, start, before) != CARD:
        return None
    if not grouped and _is_time(digits) and context(text, start, before) == OTHER:
        return None
    return start, match.end(), CARD


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


def _is_time(digits: str) -> bool:
    return len(digits) == 14 and digits[:2] in ("20", "21")
