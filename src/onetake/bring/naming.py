"""Names for what is brought: of files, of values, and of what must stay secret."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_SECRET = re.compile(
    r"pass(word|wd|phrase|code)|\bpwd\b|(^|_)pw$|secret|token|api_?key|credential|(^|_)auth(_|$)"
    r"|authorization|bearer|private_key|session_?id|(^|_)pin$|jwt|signature|(^|_)otp$|(^|_)cvc$"
    r"|(^|_)cvv$"
)
_PERSONAL = re.compile(
    r"e?mail|user_?name|(^|_)user$|(^|_)login$|phone|mobile|first_?name|last_?name|surname"
    r"|full_?name|street|(^|_)iban$|birth"
)
_RESERVED = frozenset({"persona", "environment", "data", "secret", "run"})


def slug(text: str, *, joint: str = "_") -> str:
    """Return a text as a name: small ASCII letters, digits and the joint; never empty.

    It begins with a letter, so that it can stand in `${…}`: `createOrder 2` is `create_order_2`.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain).lower()
    name = re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)
    return name if name[:1].isalpha() else f"n{joint}{name}".strip(joint)


def called_here(name: str) -> str:
    """Return how a variable of somebody else's is called in a programme."""
    return f"{slug(name)}_value" if slug(name) in _RESERVED else slug(name)


def dashed(text: str) -> str:
    """Return a text as the name of a file: `Create order` is `create-order`."""
    return slug(text, joint="-")[:60].strip("-")


def unlike(name: str, taken: Container[str], *, joint: str = "_") -> str:
    """Return a name that is not taken: itself, or with the first number that is free."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}{joint}{number}"
    return found


def is_secret(name: str) -> bool:
    """Tell if what has this name is nobody's business: a password, a token, a key."""
    return bool(_SECRET.search(slug(name)))


def is_personal(name: str) -> bool:
    """Tell if what has this name belongs to a person: an e-mail address, a telephone number."""
    return bool(_PERSONAL.search(slug(name))) and not is_secret(name)


def literal(text: str) -> str:
    """Return a text that stays as it is where templates are filled in."""
    return text.replace("${", "$${")
