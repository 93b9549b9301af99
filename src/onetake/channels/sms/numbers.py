"""Telephone numbers in one form, E.164, however a gateway or a file writes them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

_SHORTEST = 8
"""Fewer digits are a short code, which belongs to no country."""


@lru_cache(maxsize=4096)
def normal(number: str, region: str | None = None) -> str:
    """Return a number as +49…; short codes and names of senders come back as they are.

    A number without + or 00 is one of `region` when it can be, else an international one.
    """
    written = number.strip()
    digits = "".join(filter(str.isdecimal, written))
    if any(char.isalpha() for char in written):
        return written
    if len(digits) < _SHORTEST:
        return digits or written
    if written.startswith("00"):
        written = "+" + written[2:]
    for form, where in ((written, region), ("+" + digits, None)):
        found = _possible(form, where)
        if found:
            return found
    return digits


def _possible(written: str, region: str | None) -> str:
    """Return E.164 of what can be a number, else nothing."""
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
