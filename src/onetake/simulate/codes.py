"""One-time codes: made in the same order each time, valid until they are spent or expire."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Kind(Protocol):
    """A sort of code: how many digits it has, and for how many seconds it is valid."""

    @property
    def digits(self) -> int:
        """Return how many digits it has."""

    @property
    def expires(self) -> float:
        """Return for how many seconds it is valid."""


@dataclass(slots=True)
class Codes:
    """Every customer's codes; `clock` counts seconds.

    A new code takes the place of the one before of its kind.
    """

    kinds: Mapping[str, Kind]
    clock: Callable[[], float] = time.monotonic
    _valid: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    _made: dict[tuple[str, str], int] = field(default_factory=dict)

    def make(self, owner: str, kind: str) -> str:
        """Return a new code. Raises KeyError for a kind that is not declared."""
        declared, key = self.kinds[kind], (owner, kind)
        self._made[key] = self._made.get(key, 0) + 1
        seed = f"{owner} {kind} {self._made[key]}".encode()
        lowest = 10 ** (declared.digits - 1)
        number = int.from_bytes(hashlib.sha256(seed).digest()[:8], "big") % (9 * lowest)
        code = str(lowest + number)
        self._valid[key] = code, self.clock() + declared.expires
        return code

    def valid(self, owner: str, kind: str) -> str:
        """Return the code that is valid now. Raises KeyError where there is none."""
        code, ends = self._valid[owner, kind]
        if self.clock() >= ends:
            raise KeyError(kind)
        return code

    def spend(self, owner: str, kind: str) -> None:
        """End a customer's code of a kind, if there is one."""
        self._valid.pop((owner, kind), None)

    def end_in(self, owner: str, text: str) -> None:
        """End each of a customer's codes that stands in a text."""
        for (whose, kind), (code, _) in tuple(self._valid.items()):
            if whose == owner and code in text:
                self.spend(owner, kind)


@dataclass(frozen=True, slots=True)
class NewCodes:
    """Makes a customer's codes: `${new.reset}` is another one each time it is filled in."""

    codes: Codes
    owner: str

    def __getitem__(self, kind: str) -> str:
        """Return a new code of a kind."""
        return self.codes.make(self.owner, kind)


@dataclass(frozen=True, slots=True)
class ValidCodes:
    """A customer's codes: `codes.reset` is the valid one, and absent where none is."""

    codes: Codes
    owner: str

    def __getitem__(self, kind: str) -> str:
        """Return the code of a kind that is valid now."""
        return self.codes.valid(self.owner, kind)

    def spend(self, kind: str) -> None:
        """End the code of a kind."""
        self.codes.spend(self.owner, kind)

    def end_in(self, text: str) -> None:
        """End each code that stands in a text."""
        self.codes.end_in(self.owner, text)
