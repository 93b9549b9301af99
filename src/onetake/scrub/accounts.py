"""Finds bank account numbers (IBAN, ISO 13616) by country, length and check digits."""

import re

from onetake.scrub.checksums import valid_iban

_RUN = re.compile(r"[A-Za-z]{2}[0-9]{2}(?:[ .\-\x1f]?[0-9A-Za-z]){11,30}")
_END = re.compile(r"(?<=[0-9A-Za-z])(?![0-9A-Za-z])")
_SEPARATOR = re.compile(r"[^0-9A-Za-z]+")


def find_account(text: str, start: int) -> int | None:
    """Give the end of the IBAN that starts with these letters, or None."""
    run = _RUN.match(text, start)
    if run is None:
        return None
    ends = [match.start() for match in _END.finditer(text, start, run.end() + 1)]
    for end in reversed(ends):
        number = _SEPARATOR.sub("", text[start:end]).upper()
        if 15 <= len(number) <= 34 and _checks(number):
            called = "IBAN" in text[max(0, start - 12) : start].upper()
            if called or valid_iban(number):
                return end
    return None


def _checks(number: str) -> bool:
    moved = number[4:] + number[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
