"""The kinds of things taken out, and the words that stand in their place.

| what was found | what is stored |
|---|---|
| a payment card number | `[card]` |
| a bank account number (IBAN) | `[iban]` |
| an e-mail address | `[email]` |
| a telephone number | `[phone]` |
| a national identity, tax or health number | `[national id]` |
| a declared secret, found by its value | `[secret NAME]` |
| another password, token, key or cookie | `[secret]` |

Nothing of the value stays, not even its last digits.
"""

import re

CARD = "card"
IBAN = "iban"
EMAIL = "email"
PHONE = "phone"
NATIONAL_ID = "national id"
SECRET = "secret"

PERSONAL = (CARD, IBAN, EMAIL, PHONE, NATIONAL_ID)
PLACEHOLDER = re.compile(
    r"\[(?:card|iban|email|phone|national id|secret(?: [A-Za-z0-9_.-]{1,64})?)\]"
)
_UNUSABLE = re.compile(r"[^A-Za-z0-9_.-]")


def placeholder(kind: str) -> str:
    """Give the words that stand in place of a thing of this kind."""
    return f"[{kind}]"


def secret_placeholder(name: str) -> str:
    """Give the words that stand in place of the declared secret of this name."""
    name = _UNUSABLE.sub("_", name)[:64]
    return placeholder(f"{SECRET} {name}" if name else SECRET)


class ScrubRefused(Exception):
    """Nothing knows how to scrub this, so it must not be stored as it is.

    `hint` tells what to do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint
