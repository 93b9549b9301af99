"""Finds values in records by rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from onetake.words.mapping import Only, Rule

Values = Mapping[str, object]
_RECKONED: Mapping[str, Callable[[Iterable[float]], float]] = {"sum": sum, "max": max, "min": min}


def found(record: Any, path: str) -> list[Any]:
    """Return what a path leads to in a record; empty texts and nulls are nothing."""
    if path.startswith("$"):
        values = [node.value for node in _compiled(path).find(record)]
    elif isinstance(record, Mapping) and path in record:
        values = [record[path]]
    else:
        values = [_dotted(record, path)]
    return [value for value in values if value not in (None, "")]


def fits(record: Any, only: Only) -> bool:
    """Return whether a record says one of the values wanted."""
    values = found(record, only.path)
    if only.missing:
        return not values
    if "*" in only.values:
        return bool(values)
    return any(str(value).casefold() in _folded(only.values) for value in values)


def value_of(record: Any, rule: Rule) -> Any:
    """Return the value of a rule, before it is made what its field holds; None is nothing.

    Raises ValueError for a sum of what are no numbers.
    """
    if rule.constant is not None:
        return rule.constant
    paths = rule.paths if all(fits(record, only) for only in rule.when) else ()
    values: list[Any] = next(filter(None, (found(record, path) for path in paths)), [])
    if rule.exists:
        return bool(values)
    if rule.take == "count":
        return len(values)
    if not values:
        return rule.default
    if rule.take in _RECKONED:
        return _RECKONED[rule.take](_number(value) for value in values)
    value = values[0 if rule.take == "first" else -1]
    if rule.words:
        return rule.words.get(str(value), rule.default if rule.default is not None else value)
    return value


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{str(value)[:40]!r} is no number") from None


def _dotted(record: Any, path: str) -> Any:
    value = record
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


@lru_cache(256)
def _folded(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(value.casefold() for value in values)


@lru_cache(256)
def _compiled(path: str) -> Any:
    from jsonpath_rfc9535 import compile as compiled

    return compiled(path)
