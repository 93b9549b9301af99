"""A canary is a made-up value that is planted in a run and must never be stored.

If it turns up in any stored byte, something was stored without being scrubbed, and the run fails.
"""

import re

from onetake.scrub.secret_forms import base64_forms, written_forms

_BETWEEN = rb"[^0-9a-z]{0,3}"
_UNREAD = re.compile(rb"[^0-9a-z]")
_CODE = re.compile(rb"(?:%|\\+u00|&#x)([0-9a-f]{2});?|&#([0-9]{2,3});")
_FEWEST = 8


class CanaryFound(Exception):
    """A planted value was about to be stored, or was stored: scrubbing has a hole.

    `hint` tells what to do about it.
    """

    def __init__(self, where: str) -> None:
        super().__init__(f"The planted canary turned up in {where}.")
        self.hint = "Nothing of this run may be shared. Report which evidence or field held it."


class Canary:
    """A planted value and all the ways it may have been written."""

    def __init__(self, value: str) -> None:
        """Prepare the search for a value of at least 8 letters and digits.

        Raises `ValueError` for a shorter one, which would be found by chance.
        """
        letters = _UNREAD.sub(b"", value.lower().encode())
        if len(letters) < _FEWEST:
            raise ValueError(
                f"A canary needs at least {_FEWEST} letters and digits, this has {len(letters)}."
            )
        self.value = value
        self._encoded = tuple(
            form.encode()
            for spelled in {value, value.upper(), value.lower()}
            for form in base64_forms(spelled)
        )
        self._written = tuple({form.lower().encode() for form in written_forms(value)})
        self._spread = re.compile(_BETWEEN.join(bytes((letter,)) for letter in letters))

    def check(self, data: bytes) -> bool:
        """Tell whether the value stands in these bytes: plain, encoded, in any case, or split."""
        if any(form in data for form in self._encoded):
            return True
        lowered = data.lower()
        if any(form in lowered for form in self._written):
            return True
        return self._spread.search(_CODE.sub(_decoded, lowered)) is not None

    def demand_absent(self, data: bytes, where: str) -> None:
        """Raise `CanaryFound` when the value stands in these bytes; `where` names them."""
        if self.check(data):
            raise CanaryFound(where)


def _decoded(code: re.Match[bytes]) -> bytes:
    """Give the character of a percent sign, a JSON escape or an HTML entity."""
    number = int(code[1], 16) if code[1] else int(code[2])
    return bytes((number,)).lower() if number < 256 else b" "
