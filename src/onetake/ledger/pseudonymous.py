"""Pseudonyms and keyed digests for rows from outside, before they are appended."""

from __future__ import annotations

import hmac
import time
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from onetake.ledger.ledger import Ledger
from onetake.ledger.persons import key_of, pseudonyms
from onetake.ledger.statements import TABLES

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
    """Return those of the ids that a table has already."""
    names, column, found = [str(item) for item in ids], TABLES[table].c.id, set()
    with ledger.reading() as connection:
        for start in range(0, len(names), _AT_ONCE):
            query = select(column).where(column.in_(names[start : start + _AT_ONCE]))
            found |= {UUID(str(item)) for item in connection.execute(query).scalars()}
    return found
