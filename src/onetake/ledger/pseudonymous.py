"""Pseudonyms and keyed digests for rows from outside, before they are appended."""

from __future__ import annotations

import hmac
import time
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from onetake.ledger.beside import BESIDE
from onetake.ledger.ledger import Ledger
from onetake.ledger.persons import key_of, pseudonyms
from onetake.ledger.statements import TABLES

_SEALED = BESIDE["sealed"]
_AT_ONCE = 500


def pseudonyms_of(ledger: Ledger, names: Iterable[str]) -> Mapping[str, str]:
    """Return the pseudonym of each customer: the same one until the customer is forgotten."""
    wanted = [(name,) for name in dict.fromkeys(names)]
    if not wanted:
        return {}
    with ledger.writing() as connection:
        found = pseudonyms(connection, wanted, int(time.time() * 1e6))
    return {name: found[(name,)] for (name,) in wanted}


def keyed(ledger: Ledger, texts: Collection[str]) -> list[bytes]:
    """Return a digest of each text that nobody can guess without the ledger's key: 32 bytes."""
    with ledger.writing() as connection:
        key = key_of(connection)
    return [hmac.digest(key, text.encode(errors="backslashreplace"), "sha256") for text in texts]


def there(ledger: Ledger, table: str, ids: Collection[UUID]) -> set[UUID]:
    """Return those of the ids that a table has already, in the database or in a sealed file."""
    names, found = [str(item) for item in ids], set()
    with ledger.reading() as connection:
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            column = TABLES[table].c.id
            hot = select(column).where(column.in_(some))
            sealed = select(_SEALED.c.id).where(_SEALED.c.name == table, _SEALED.c.id.in_(some))
            for query in (hot, sealed):
                found |= {UUID(str(item)) for item in connection.execute(query).scalars()}
    return found
