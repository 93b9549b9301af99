"""Scrubs nested values: JSON bodies, facts, anything of mappings, lists and texts."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from onetake.scrub.credentials import names_secret
from onetake.scrub.headers import header_value, hide
from onetake.scrub.kinds import SECRET, ScrubRefused, placeholder

Text = Callable[[str, str], str]
"""Scrubs a text; the second argument is the words before it."""

DEEPEST = 300
"""More levels than this are refused: no honest message has them."""

_SMALLEST_NUMBER = 10**6
_HEADERS = frozenset(("authorization", "proxy-authorization", "cookie", "set-cookie"))
_is_secret = lru_cache(maxsize=4096)(names_secret)


def scrub_tree(value: object, text: Text, before: str = "", depth: int = 0) -> object:
    """Scrub a nested value; what holds nothing to hide comes back as the very same object.

    Raises `ScrubRefused` for values nested more than `DEEPEST` levels.
    """
    if isinstance(value, str):
        return text(value, before)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, text, before)
    if depth > DEEPEST:
        raise ScrubRefused(
            f"The value is nested more than {DEEPEST} levels deep.",
            "Scrub it as text, or leave it out of the evidence.",
        )
    if isinstance(value, Mapping):
        return _mapping(value, text, depth)
    if isinstance(value, list | tuple | set | frozenset):
        return _list(value, text, before, depth)
    return _other(value, text, before)


def _number(value: float, text: Text, before: str) -> object:
    if -_SMALLEST_NUMBER < value < _SMALLEST_NUMBER or (
        isinstance(value, float) and not value.is_integer()
    ):
        return value
    written = str(int(value))
    scrubbed = text(written, before)
    return value if scrubbed is written else scrubbed


def _list(value: Iterable, text: Text, before: str, depth: int) -> object:
    items = list(value)
    scrubbed = [scrub_tree(item, text, before, depth + 1) for item in items]
    if all(new is old for new, old in zip(scrubbed, items, strict=True)):
        return value
    for kind in (tuple, set, frozenset):
        if isinstance(value, kind):
            return kind(scrubbed)
    return scrubbed


def _mapping(value: Mapping, text: Text, depth: int) -> Mapping:
    changed = False
    scrubbed: dict[object, object] = {}
    for key, old in value.items():
        new_key = text(key, "") if isinstance(key, str) else scrub_tree(key, text, "", depth + 1)
        new = _member((key, new_key), old, text, depth)
        changed = changed or new is not old or new_key is not key
        scrubbed[_free(new_key, scrubbed)] = new
    return scrubbed if changed else value


def _member(keys: tuple[object, object], value: object, text: Text, depth: int) -> object:
    """Scrub the value behind a key, given as it was and as it is stored."""
    key, stored = keys
    if not isinstance(key, str):
        return scrub_tree(value, text, "", depth + 1)
    name = str(stored)
    if not (_is_secret(key) or _is_secret(name)) or value in (None, True, False, "", [], {}):
        return scrub_tree(value, text, name, depth + 1)
    if not isinstance(value, str):
        return placeholder(SECRET)
    if key.lower() in _HEADERS:
        return _same(value, header_value(key, value, text))
    return _same(value, hide(value, text))


def _same(old: str, new: str) -> str:
    return old if old == new else new


def _free(key: object, taken: Mapping) -> object:
    """Number a key that scrubbing made equal to another, so that no entry is lost."""
    if key not in taken:
        return key
    number = 2
    while f"{key} ({number})" in taken:
        number += 1
    return f"{key} ({number})"


def _other(value: object, text: Text, before: str) -> object:
    """Scrub what is none of JSON's types (a date, bytes, an own class) by its text."""
    written = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    scrubbed = text(written, before)
    return value if scrubbed is written else scrubbed
