"""Telephone numbers in one form, E.164, however a gateway or a file writes them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

_SHORTEST = 8
"""Fewer digits are a short code, which belongs to no country."""


@lru_cache(maxsize=4096)
def normal(number: str, region: str | None = None) -> str:
    """Return a number as +49…; short codes and names of senders come back as they are.

    A number without + or 00 is one of `region`, or an international one without its +: whichever
    exists; when neither or both do, one of `region`.
    """
    written = number.strip()
    digits = "".join(filter(str.isdecimal, written))
    if any(char.isalpha() for char in written):
        return written
    if len(digits) < _SHORTEST:
        return digits or written
    if written.startswith("00"):
        written = "+" + written[2:]
    forms = [found for found in (_read(written, region), _read("+" + digits, None)) if found]
    for suits in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
        for found in forms:
            if suits(found):
                return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    return digits


def _read(written: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
