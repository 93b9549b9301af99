"""Columns of the ledger's tables, made of the words that migrations write: `name kind`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import REAL, BigInteger, Boolean, Column, Double, Integer, Text, Uuid

LONG = BigInteger().with_variant(Integer(), "sqlite")
_KINDS: dict[str, Any] = {
    "uuid": Uuid(as_uuid=False).with_variant(Text(), "sqlite"),
    "text": Text(),
    "int": LONG,
    "float": Double().with_variant(REAL(), "sqlite"),
    "bool": Boolean().with_variant(Integer(), "sqlite"),
    "texts": Text(),
}


def column_of(text: str) -> Column:
    """Return the column of `name kind`; `kind?` may be empty, `kind!` is a part of the key.

    `id` is unique in its table.
    """
    name, kind = text.split()
    bare = kind.rstrip("?!")
    return Column(
        name,
        _KINDS[bare],
        nullable=kind.endswith("?"),
        primary_key=kind.endswith("!"),
        unique=name == "id",
    )
