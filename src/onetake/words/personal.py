"""Personal text beside a row of the ledger: the row holds a salted digest, the words lie apart.

Whoever deletes the words and their salt leaves a digest that nobody can guess them from, and a
row, with its chain, that stays as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from onetake.words.rows import Row

_SALT = 16


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the salt of their reference: hex of sha256(salt ‖ UTF-8 of the words)."""

    words: str
    salt: bytes

    @classmethod
    def of(cls, words: str, random: Callable[[int], bytes] = os.urandom) -> Text:
        """Return the words with a salt of their own; what no database keeps becomes U+FFFD."""
        return cls(storable(words), random(_SALT))

    @property
    def reference(self) -> str:
        """The digest that a row holds in place of the words."""
        return reference(self.salt, self.words)


@dataclass(frozen=True, slots=True)
class Personal:
    """A row of a person, with the texts that the row refers to.

    `people` are all names by which that person may ask to be forgotten: a persona's name, an
    e-mail address, a telephone number, a customer's number.
    """

    row: Row
    people: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()


def reference(salt: bytes, words: str) -> str:
    """Return the digest that stands for the words: hex of sha256(salt ‖ UTF-8 of the words)."""
    return sha256(salt + words.encode()).hexdigest()


def storable(text: str) -> str:
    """Return a text without what databases refuse: NUL and halves of surrogate pairs."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")
