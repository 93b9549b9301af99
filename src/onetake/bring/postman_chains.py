"""Reads chains of assertions, such as `.to.be.an("array").that.is.not.empty`, as matchers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onetake.bring.expecting import exactly
from onetake.bring.javascript import NoLiteral, arguments, called
from onetake.bring.naming import slug
from onetake.bring.postman_facts import Known

_FILLERS = frozenset({
    "to", "be", "been", "is", "that", "which", "and", "has", "have", "with", "at", "of", "same",
    "but", "does", "still", "also", "deep", "own",
})  # fmt: skip
_KINDS = {"string": "text", "number": "number", "boolean": "truth", "object": "object",
          "array": "list", "null": "null"}  # fmt: skip
_SOMETHING = {"any": [{"count": {"at_least": 1}}, {"length": {"at_least": 1}}]}
_EITHER = [{"count"}, {"length"}]
_STATES: Mapping[str, object] = {
    "ok": 200, "success": {"between": [200, 299]}, "accepted": 202, "badRequest": 400,
    "unauthorized": 401, "forbidden": 403, "notFound": 404, "rateLimited": 429,
    "redirection": {"between": [300, 399]}, "clientError": {"between": [400, 499]},
    "serverError": {"between": [500, 599]}, "error": {"between": [400, 599]},
}  # fmt: skip
_PATTERN = re.compile(r"/((?:\\.|[^/\\])+)/([a-z]*)")
Found = Iterator[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Link:
    """One word of a chain, and what stands in its brackets (None without brackets)."""

    word: str
    given: tuple[str, ...] | None
    negated: bool


def links(chain: str) -> Iterator[Link]:
    """Yield the words of a chain that say something. Raises NoLiteral where it is none."""
    negated, rest = False, chain.strip()
    while rest:
        found = re.match(r"\s*\.\s*(\w+)\s*", rest)
        if not found:
            raise NoLiteral(chain)
        word, rest, given = found[1], rest[found.end() :], None
        if rest.startswith("("):
            inside = called("_" + rest, "_")
            listed = arguments(inside[0]) if inside else None
            if inside is None or listed is None:
                raise NoLiteral(chain)
            given, rest = tuple(listed), inside[1]
        if word == "not":
            negated = True
        elif word not in _FILLERS or given is not None:
            yield Link(word, given, negated)
            negated = False


def of_value(path: str, chain: str, known: Known) -> Found:
    """Yield what a chain expects of a fact. Raises NoLiteral when that cannot be said here."""
    kind = ""
    for link in links(chain):
        if link.word in ("a", "an") and link.given and not link.negated:
            kind = str(known.value(link.given[0])).lower()
        if link.word in ("property", "ownProperty") and link.given:
            name = str(known.value(link.given[0]))
            path = f"{path}.{name}"
            if len(link.given) == 2:
                yield path, _negated(exactly(known.value(link.given[1])), link)
            else:
                yield path, {"exists": not link.negated}
        elif link.word == "keys" and link.given and not link.negated:
            for given in _listed(link.given, known):
                yield f"{path}.{given}", {"exists": True}
        else:
            yield path, _narrowed(_matcher(path, link, known), kind)


def _narrowed(matcher: object, kind: str) -> object:
    """Return a matcher of how many there are for what is known to be a list, or a text."""
    position = {"array": 0, "string": 1}.get(kind)
    if position is None or not isinstance(matcher, dict):
        return matcher
    if matcher.keys() == {"any"} and [set(item) for item in matcher["any"]] == _EITHER:
        return matcher["any"][position]
    return {**matcher, "not": _narrowed(matcher["not"], kind)} if "not" in matcher else matcher


def of_answer(chain: str, known: Known) -> Found:
    """Yield what a chain behind `pm.response` expects. Raises NoLiteral when it cannot be said."""
    for link in links(chain):
        given = [known.value(text) for text in link.given or ()]
        if link.word == "status" and given and isinstance(given[0], int):
            yield "status", _negated(given[0], link)
        elif link.word in _STATES and not given:
            yield "status", _negated(_STATES[link.word], link)
        elif link.word == "json" and not given and not link.negated:
            yield "header.content-type", {"contains": "json"}
        elif link.word == "header" and given:
            path = f"header.{str(given[0]).lower()}"
            yield path, exactly(given[1]) if given[1:] else {"exists": not link.negated}
        elif link.word in ("body", "withBody"):
            yield "text", _negated(exactly(given[0]) if given else {"exists": True}, link)
        elif link.word == "jsonBody":
            path = f"json.{given[0]}" if given else "json"
            yield path, exactly(given[1]) if given[1:] else {"exists": not link.negated}
        elif link.word == "jsonSchema" and given and not link.negated:
            yield "json", {"schema": given[0]}
        else:
            raise NoLiteral(link.word)


def _matcher(path: str, link: Link, known: Known) -> object:
    given = link.given or ()
    if link.word == "match" and len(given) == 1:
        return _negated(_pattern(given[0]), link)
    values = [known.value(text) for text in given]
    if path == "ms" and values and isinstance(values[0], int | float):
        values = [f"{value:g}ms" if isinstance(value, int | float) else value for value in values]
    if link.word in ("exist", "undefined"):
        return {"exists": (link.word == "exist") is not link.negated}
    maker = _WORDS.get(link.word)
    if maker is None:
        raise NoLiteral(link.word)
    try:
        return _negated(maker(*values), link)
    except (TypeError, KeyError):
        raise NoLiteral(link.word) from None


def _kind(name: object) -> object:
    return {"type": _KINDS[str(name).lower()]}


def _contains(value: object) -> object:
    if not isinstance(value, str):
        raise TypeError(value)
    return {"contains": value, "case": "match"}


def _counts(number: object) -> object:
    return {"any": [{"count": number}, {"length": number}]}


def _above(number: object) -> object:
    if isinstance(number, str):
        return {"at_least": number}
    return {"type": "number", "not": {"at_most": number}}


def _below(number: object) -> object:
    if isinstance(number, str):
        return {"at_most": number}
    return {"type": "number", "not": {"at_least": number}}


def _empty() -> object:
    return {"not": _SOMETHING}


_WORDS: Mapping[str, Callable[..., object]] = {
    **dict.fromkeys(("eql", "equal", "equals", "eq", "eqls"), exactly),
    **dict.fromkeys(("a", "an"), _kind),
    **dict.fromkeys(("include", "includes", "contain", "contains", "string"), _contains),
    **dict.fromkeys(("above", "gt", "greaterThan"), _above),
    **dict.fromkeys(("below", "lt", "lessThan"), _below),
    **dict.fromkeys(("least", "gte"), lambda least: {"at_least": least}),
    **dict.fromkeys(("most", "lte"), lambda most: {"at_most": most}),
    **dict.fromkeys(("lengthOf", "length"), _counts),
    "within": lambda low, high: {"between": [low, high]},
    "oneOf": lambda values: {"one_of": values},
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: {"type": "null"},
    "ok": lambda: {"exists": True, "not": {"one_of": [False, 0, ""]}},
    "empty": _empty,
}


def _pattern(code: str) -> object:
    found = _PATTERN.fullmatch(code.strip())
    if not found or set(found[2]) - set("ig"):
        raise NoLiteral(code)
    pattern = re.sub(r"\(\?<([A-Za-z]\w*)>", lambda name: f"(?P<{slug(name[1])}>", found[1])
    pattern = pattern.replace("\\/", "/")
    try:
        re.compile(pattern)
    except re.error:
        raise NoLiteral(code) from None
    return {"matches": pattern} | ({"case": "ignore"} if "i" in found[2] else {})


def _negated(matcher: object, link: Link) -> object:
    if not link.negated:
        return matcher
    if matcher == _empty():
        return dict(_SOMETHING)
    return {"not": matcher if isinstance(matcher, Mapping) else {"equals": matcher}}


def _listed(given: Sequence[str], known: Known) -> list[object]:
    values = [known.value(text) for text in given]
    return values[0] if len(values) == 1 and isinstance(values[0], list) else values
