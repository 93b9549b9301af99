"""Botium's asserters as matchers; the test of `docs/from-botium.md` holds each to its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from onetake.bring.naming import literal

Words = Mapping[str, object]
_TEXTS = re.compile(r"TEXT_(EQUALS|CONTAINS|WILDCARD|WILDCARDEXACT|REGEXP)(?:_(ANY|ALL))?(_IC)?")
_LISTS = re.compile(r"(BUTTONS|CARDS|MEDIA)(_COUNT(?:_REC)?)?")
_COUNT = re.compile(r"(==?|!=|<=|>=|<|>)?\s*(\d+)")
_NAME = re.compile(r"(!?)(?:OPTIONAL_)?(NOT_)?([A-Z][A-Z0-9_]{3,})(?:\s+(.*))?", re.DOTALL)


class NoCounterpart(ValueError):
    """An asserter has nothing here that means the same; the text says why."""


def asserter(line: str) -> tuple[bool, str, tuple[str, ...]] | None:
    """Return an asserter's line as whether it is negated, its name and what it is given."""
    found = _NAME.fullmatch(line.strip())
    if not found:
        return None
    name, given = found[3], re.split(r"(?<!\\)\|", found[4] or "")
    known = name in _SINGLE or name in WITHOUT or _TEXTS.fullmatch(name) or _LISTS.fullmatch(name)
    parts = tuple(part.replace("\\|", "|").strip() for part in given if part)
    return (bool(found[1] or found[2]), name, parts) if known else None


WITHOUT: Mapping[str, str] = {
    "BOT_CONSUMED": "write {none: […]} for what must not come",
    "BOT_UNCONSUMED_COUNT": "write parts: {at_most: …} in expect",
    "ENTITIES": "write raw.… for where this bot puts entities",
    "ENTITY_VALUES": "write raw.… for where this bot puts entities",
    "ENTITY_CONTENT": "write raw.… for where this bot puts entities",
    "INTENT_UNIQUE": "write raw.… for where this bot puts intents",
    "FORMS": "write raw.… for where this bot puts forms",
    "TEXT_WER": "how alike two texts sound is not measured here",
    "TEXT_SIMILARITY": "how alike two texts are is not measured here",
    "CONVO_STEP_PARAMETERS": "how long is waited is patience, and what fits is chosen by itself",
    "HASLINK": "ask for the link's text in expect",
    "HASHYPERLINK": "ask for the link's text in expect",
}
"""Asserters without a counterpart that could be written by itself, and what to do instead."""


def matched(name: str, given: Sequence[str], *, negated: bool) -> dict[str, object]:
    """Return what an asserter expects, by fact. Raises NoCounterpart."""
    if name in WITHOUT:
        raise NoCounterpart(WITHOUT[name])
    if found := _TEXTS.fullmatch(name):
        return {"text": _negated(_text(found, list(map(literal, given))), negated=negated)}
    if found := _LISTS.fullmatch(name):
        return {found[1].lower(): _list(found, list(map(literal, given)), negated=negated)}
    made = _SINGLE[name]([literal(text) for text in given])
    return {path: _negated(matcher, negated=negated) for path, matcher in made.items()}


def _text(found: re.Match[str], given: list[str]) -> object:
    kind, several, ignore = found[1], found[2] or "ANY", bool(found[3])
    if kind == "EQUALS":
        return {"one_of": given, "case": "ignore"} if ignore else {"one_of": given}
    word = "any" if several == "ANY" else "all"
    if kind == "CONTAINS":
        return {word: given} if ignore else {word: given, "case": "match"}
    if kind == "REGEXP":
        return {word: [_pattern(text, ignore=ignore) for text in given]}
    around = "*" if kind == "WILDCARD" else ""
    case = {} if ignore else {"case": "match"}
    return {word: [{"wildcard": f"{around}{text}{around}", **case} for text in given]}


def _pattern(text: str, *, ignore: bool) -> Words:
    try:
        re.compile(text)
    except re.error as error:
        raise NoCounterpart(f"it is no regular expression in Python: {error}") from None
    return {"matches": text, "case": "ignore"} if ignore else {"matches": text}


def _list(found: re.Match[str], given: list[str], *, negated: bool) -> object:
    if found[2]:
        return _negated(_count(given), negated=negated)
    if not given:
        return {"count": 0} if negated else {"count": {"at_least": 1}}
    media = [f"*{text}" for text in given] if found[1] == "MEDIA" else given
    wanted: list[object] = (
        [{"wildcard": text} for text in media] if found[1] == "MEDIA" else [*given]
    )
    return {"none" if negated else "all": wanted}


def _count(given: Sequence[str]) -> object:
    found = _COUNT.fullmatch(given[0]) if given else None
    if not found:
        raise NoCounterpart("its number cannot be read")
    number = int(found[2])
    made: Mapping[str, object] = {
        "<": {"at_most": number - 1}, "<=": {"at_most": number}, ">": {"at_least": number + 1},
        ">=": {"at_least": number}, "!=": {"not": {"equals": number}},
    }  # fmt: skip
    return {"count": made.get(found[1] or "=", number)}


def _length(given: Sequence[str]) -> Words:
    found = _COUNT.fullmatch(given[0]) if given else None
    if not found:
        raise NoCounterpart("its number cannot be read")
    return {"text": {"length": {"at_most": int(found[2])}}}


def _path(given: Sequence[str]) -> Words:
    if not given or not re.fullmatch(r"\$?\.?[\w-]+(\.[\w-]+|\[\d+\])*", given[0]):
        raise NoCounterpart("its path cannot be written as raw.…")
    path = re.sub(r"\[(\d+)\]", r".\1", given[0].lstrip("$").lstrip("."))
    value: object = {"contains": given[1]} if given[1:] else {"exists": True}
    return {f"raw.{path}": value}


_SINGLE: Mapping[str, Callable[[Sequence[str]], Words]] = {
    "TEXT": lambda given: {"text": {"contains": " ".join(given)} if given else {"exists": True}},
    "RESPONSE_LENGTH": _length,
    "JSON_PATH": _path,
    "INTENT": lambda given: {"raw.intent.name": given[0] if given else {"exists": True}},
}


def _negated(matcher: object, *, negated: bool) -> object:
    if not negated:
        return matcher
    words = matcher if isinstance(matcher, Mapping) else {"equals": matcher}
    listed = words.get("any")
    alone = isinstance(listed, list) and set(words) <= {"any", "case"}
    return {**{k: v for k, v in words.items() if k == "case"}, "none": listed} if alone else {
        "not": dict(words)}  # fmt: skip
