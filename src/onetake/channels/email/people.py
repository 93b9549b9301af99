"""Addresses of people: read out of headers, and told to be the same or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.utils import getaddresses
from fnmatch import translate

from onetake.channels.email.charset import words_of

_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a header: the name shown, which may be empty, and the address."""

    name: str
    address: str


def people_in(values: Iterable[str]) -> Iterator[Person]:
    """Yield whom the raw values of a header name; what is no address is left out."""
    for value in values:
        unfolded = " ".join(value.split())
        try:
            pairs = getaddresses([unfolded])
        except (ValueError, IndexError, TypeError, RecursionError):
            pairs = []
        found = [Person(words_of(name), words_of(at)) for name, at in pairs if _is_one(at)]
        if not found:
            found = [Person("", words_of(at)) for at in _ADDRESS.findall(unfolded)]
        yield from found


def _is_one(address: str) -> bool:
    """Tell if the library found an address; it takes broken ones for one, too."""
    return "@" in address and not set("<>") & set(address)


def normal(address: str) -> str:
    """Return an address as it is compared: case is nothing, nor how its domain is written.

    Servers may tell upper from lower case before the @ (RFC 5321); none that people use does.
    """
    local, at, domain = address.strip().strip("<>").rpartition("@")
    if not at:
        return domain.casefold()
    domain = domain.rstrip(".").casefold()
    if not domain.isascii():
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode()
    return f"{local.casefold()}@{domain}"


def without_plus(address: str) -> str:
    """Return a normal address without what follows a plus: anna+shop@… is anna@…."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """Whose mail a line takes: an address with its plus-addresses, or a pattern with `*`."""

    address: str
    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, written: str) -> Inbox:
        """Read what stands in a system's file."""
        address = normal(written)
        if "*" not in address:
            return cls(address)
        escaped = address.replace("[", "[[]").replace("?", "[?]")
        return cls(address, re.compile(translate(escaped)))

    @property
    def everybody(self) -> bool:
        """Whether all mail of the mailbox is meant."""
        return self.address == "*"

    def takes(self, address: str) -> bool:
        """Tell if a normal address is meant."""
        if self.pattern is not None:
            return self.pattern.match(address) is not None
        return self.address in (address, without_plus(address))
