"""Pseudonyms: the same people get the same one, until one of them is forgotten.

A table maps keyed digests of names to a pseudonym that is pure chance. Without the table's row
nothing leads from the pseudonym, which rows may hold, back to anybody.
"""

from __future__ import annotations

import hmac
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlalchemy import Connection, insert, select

from onetake.ledger.beside import BESIDE

People = tuple[str, ...]
_KEYS, _PERSONS = BESIDE["keys"], BESIDE["persons"]
_NUMBER = re.compile(r"\+?[\d\s()./-]*\d")
_FEWEST_DIGITS = 6
_AT_ONCE = 500


@lru_cache(4096)
def normalised(name: str) -> str:
    """Return the one form of a name, an address or a number, however it was written.

    Case and spaces around do not count; nor does what follows `+` in an e-mail address. Of
    numbers of six digits or more only the digits count, and a `+`, for which `00` may stand.
    """
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    if "@" in text:
        local, _, domain = text.rpartition("@")
        return f"{local.partition('+')[0] or local}@{domain.rstrip('.')}"
    digits = "".join(character for character in text if character.isdecimal())
    if _NUMBER.fullmatch(text) and len(digits) >= _FEWEST_DIGITS:
        return "+" + digits.removeprefix("00") if text.startswith(("+", "00")) else digits
    return text


def pseudonyms(
    connection: Connection, wanted: Iterable[People], recorded: int
) -> dict[People, str]:
    """Return the pseudonym of each group of people; a new group gets one, which all lead to.

    Nobody at all has the empty one. The caller's transaction holds the right to write.
    """
    groups = {people: _names(people) for people in wanted if people}
    if not groups:
        return {(): ""}
    key = key_of(connection)
    whole = {names: _lookup(key, "\0".join(("", *names))) for names in groups.values()}
    known = _known(connection, list(whole.values()))
    fresh = []
    for names, lookup in whole.items():
        if lookup in known:
            continue
        known[lookup] = pseudonym = os.urandom(16).hex()
        fresh += [
            {"lookup": found, "pseudonym": pseudonym, "recorded": recorded}
            for found in (lookup, *(_lookup(key, name) for name in names))
        ]
    if fresh:
        connection.execute(insert(_PERSONS), fresh)
    return {(): "", **{people: known[whole[names]] for people, names in groups.items()}}


@lru_cache(4096)
def _names(people: People) -> People:
    """Return the names of a group in the one order that stands for it."""
    return tuple(sorted(set(map(normalised, people))))


def known_as(connection: Connection, name: str) -> list[str]:
    """Return every pseudonym that a name leads to: their own, and those of groups they are in."""
    key = connection.execute(select(_KEYS.c.value)).scalar()
    if key is None:
        return []
    query = select(_PERSONS.c.pseudonym).where(
        _PERSONS.c.lookup == _lookup(bytes.fromhex(key), normalised(name))
    )
    return list(connection.execute(query.order_by(_PERSONS.c.recorded)).scalars())


def _known(connection: Connection, lookups: Sequence[str]) -> dict[str, str]:
    """Return the pseudonyms that there are, by lookup."""
    found: dict[str, str] = {}
    for start in range(0, len(lookups), _AT_ONCE):
        some = lookups[start : start + _AT_ONCE]
        query = select(_PERSONS.c.lookup, _PERSONS.c.pseudonym).where(_PERSONS.c.lookup.in_(some))
        found.update((row.lookup, row.pseudonym) for row in connection.execute(query))
    return found


def key_of(connection: Connection) -> bytes:
    """Return the ledger's key, made when it is first needed."""
    found = connection.execute(select(_KEYS.c.value)).scalar()
    if found is None:
        found = os.urandom(32).hex()
        connection.execute(insert(_KEYS), {"name": "persons", "value": found})
    return bytes.fromhex(found)


def _lookup(key: bytes, name: str) -> str:
    return hmac.digest(key, name.encode(errors="backslashreplace"), "sha256").hex()
