"""Adds one expectation after another to a step, several about one fact included."""

from __future__ import annotations

from collections.abc import Mapping

Expect = dict[str, object]


def add(expect: Expect, path: str, matcher: object) -> None:
    """Expect something more of a fact; what was expected before still counts."""
    if path not in expect:
        expect[path] = matcher
        return
    before, more = _words(expect[path]), _words(matcher)
    if before == more:
        return
    if set(before) & set(more) or "case" in {*before, *more}:
        others = before.get("all") if set(before) == {"all"} else None
        listed = others if isinstance(others, list) else [before]
        expect[path] = {"all": [*listed, more]}
    else:
        expect[path] = {**before, **more}


def exactly(value: object) -> object:
    """Return the matcher of one value: itself, or under its word where a mapping stands."""
    return {"equals": value} if isinstance(value, Mapping) else value


def _words(matcher: object) -> dict[str, object]:
    return dict(matcher) if isinstance(matcher, Mapping) else {"equals": matcher}
