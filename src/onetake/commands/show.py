"""Prints values as the JSON that other programs read."""

from __future__ import annotations


def as_json(document: object) -> str:
    """Return a document as indented JSON."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_UUID | orjson.OPT_SERIALIZE_DATACLASS
    return orjson.dumps(document, option=options).decode()
