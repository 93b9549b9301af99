"""The words of the expectation language: each builds a test of one value.

A builder takes what stands behind its word (templates filled in) and whether case counts, and
returns a test giving 0 (as expected), 1 (past a minor limit) or 2 (not as expected). It raises
ValueError when what stands there makes no sense. A builder's docstring is its manual page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import TypeGuard
from unicodedata import normalize

from onetake.words.figure import Levels, figure
from onetake.words.fits_schema import schema
from onetake.words.path import ABSENT
from onetake.words.scalar import Plain, typed
from onetake.words.template import as_text

Test = Callable[[object], int]
Builder = Callable[[object, bool], Test]


def same(value: object, wanted: object) -> bool:
    """Tell if a value is what was written: unquoted text also equals a number written that way."""
    if isinstance(wanted, Plain):
        if isinstance(value, str):
            return value.strip() == wanted.strip()
        return _equal(value, typed(wanted))
    if isinstance(wanted, Mapping):
        return (
            isinstance(value, Mapping)
            and value.keys() == wanted.keys()
            and all(same(value[key], item) for key, item in wanted.items())
        )
    if isinstance(wanted, list | tuple):
        return _is_list(value) and len(value) == len(wanted) and all(map(same, value, list(wanted)))
    return _equal(value, wanted)


def _equal(value: object, wanted: object) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return value == wanted


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _texts(value: object) -> list[str]:
    """Return what a text test looks at: each member of a list, or the one value."""
    return [_composed(item) for item in value] if _is_list(value) else [_composed(value)]


def _composed(value: object) -> str:
    """Return a text in which a letter and its accent are one character, however it was sent."""
    return normalize("NFC", as_text(value))


def _grade(holds: bool) -> int:
    return 0 if holds else 2


def equals(wanted: object, case: bool) -> Test:
    """The value is exactly this: a text, a number, true, null, a list or a mapping."""
    if case and isinstance(wanted, Plain):
        return _equals_written(wanted)
    if case:
        return lambda value: _grade(same(value, wanted))
    folded = as_text(wanted).casefold().strip()
    return lambda value: _grade(as_text(value).casefold().strip() == folded)


def _equals_written(wanted: Plain) -> Test:
    """Return the test for an unquoted scalar, which most expectations are."""
    text, meant = _composed(wanted.strip()), typed(wanted)

    def grade(value: object) -> int:
        if isinstance(value, str):
            return 0 if value == text or _composed(value.strip()) == text else 2
        return 0 if _equal(value, meant) else 2

    return grade


def contains(wanted: object, case: bool) -> Test:
    """The text, or one member of the list, has this in it. Case is ignored unless `case: match`."""
    text = _composed(wanted)
    if not text:
        raise ValueError("an empty text is in every answer: write what it must contain")
    if case:
        return lambda value: _grade(any(text in item for item in _texts(value)))
    folded = text.casefold()
    return lambda value: _grade(any(folded in item.casefold() for item in _texts(value)))


def wildcard(wanted: object, case: bool) -> Test:
    """The whole text, or one member of the list, fits: `*` is any run of characters, `?` one."""
    shape = re.escape(_composed(wanted)).replace(r"\*", ".*").replace(r"\?", ".")
    pattern = re.compile(shape, re.DOTALL | (0 if case else re.IGNORECASE))
    return lambda value: _grade(any(pattern.fullmatch(item.strip()) for item in _texts(value)))


def expression(wanted: object, case: bool) -> re.Pattern[str]:
    """Return the compiled regular expression. Raises ValueError when it is none."""
    try:
        return re.compile(_composed(wanted), 0 if case else re.IGNORECASE)
    except (OverflowError, RecursionError):
        raise ValueError("this is not a regular expression: nobody can reckon with it") from None
    except re.error as error:
        raise ValueError(f"{as_text(wanted)!r} is not a regular expression: {error}") from None


def matches(wanted: object, case: bool) -> Test:
    """The regular expression is found in the text; its named groups are kept."""
    pattern = expression(wanted, case)
    return lambda value: _grade(any(pattern.search(item) for item in _texts(value)))


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None if isnan(value) else value
    if _is_list(value) or isinstance(value, Mapping):
        return len(value)
    try:
        return figure(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _past(levels: Levels, beyond: Callable[[float, float], bool]) -> Test:
    def grade(value: object) -> int:
        number = _number(value)
        if number is None or beyond(number, levels.major):
            return 2
        return 1 if levels.minor is not None and beyond(number, levels.minor) else 0

    return grade


def at_most(wanted: object, case: bool) -> Test:
    """The figure is not above this: `300ms`, `2`, or `minor / major`. A list is counted."""
    return _past(Levels.parse(wanted), lambda number, limit: number > limit)


def at_least(wanted: object, case: bool) -> Test:
    """The figure is not below this: `3`, or `minor / major`. A list is counted."""
    return _past(Levels.parse(wanted), lambda number, limit: number < limit)


def between(wanted: object, case: bool) -> Test:
    """The figure lies between two, both included: `[1, 3]`. A list is counted."""
    if not _is_list(wanted) or len(wanted) != 2:
        raise ValueError("between takes two figures: between: [1, 3]")
    low, high = (figure(item) for item in wanted)
    if low > high:
        raise ValueError(f"between: [{low:g}, {high:g}] holds nothing: write the smaller one first")

    def grade(value: object) -> int:
        number = _number(value)
        return _grade(number is not None and low <= number <= high)

    return grade


def _truth(wanted: object, word: str) -> bool:
    truth = typed(wanted)
    if not isinstance(truth, bool):
        raise ValueError(f"{word} takes true or false, not {as_text(wanted)!r}")  # noqa: TRY004
    return truth


def exists(wanted: object, case: bool) -> Test:
    """There is something at the path, even null (`true`), or nothing (`false`)."""
    truth = _truth(wanted, "exists")
    return lambda value: _grade((value is not ABSENT) == truth)


def absent(wanted: object, case: bool) -> Test:
    """There is nothing at the path (`true`), or something (`false`)."""
    truth = _truth(wanted, "absent")
    return lambda value: _grade((value is ABSENT) == truth)


def one_of(wanted: object, case: bool) -> Test:
    """The value equals one of a list."""
    if not _is_list(wanted) or not wanted:
        raise ValueError("one_of takes a list of values: one_of: [open, pending]")
    tests = [equals(item, case) for item in wanted]
    return lambda value: min(test(value) for test in tests)


def ordered(wanted: object, case: bool) -> Test:
    """These texts come in this order, each after the one before; other text may stand between."""
    if not _is_list(wanted) or not wanted:
        raise ValueError("ordered takes a list of texts: ordered: [name, address]")
    texts = [_composed(item) if case else _composed(item).casefold() for item in wanted]

    def grade(value: object) -> int:
        whole = "\n".join(_texts(value))
        position = 0
        for text in texts:
            found = (whole if case else whole.casefold()).find(text, position)
            if found < 0:
                return 2
            position = found + len(text)
        return 0

    return grade


_TYPES: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "truth": lambda value: isinstance(value, bool),
    "list": _is_list,
    "object": lambda value: isinstance(value, Mapping),
    "null": lambda value: value is None,
}


def type_(wanted: object, case: bool) -> Test:
    """The value is of this kind: text, number, truth, list, object or null."""
    check = _TYPES.get("null" if wanted is None else as_text(wanted))
    if check is None:
        raise ValueError(f"{as_text(wanted)!r} is no type: write one of {', '.join(_TYPES)}")
    return lambda value: _grade(value is not ABSENT and check(value))


BUILDERS: Mapping[str, Builder] = {
    "equals": equals, "contains": contains, "wildcard": wildcard, "matches": matches,
    "at_most": at_most, "at_least": at_least, "between": between, "exists": exists,
    "absent": absent, "one_of": one_of, "ordered": ordered, "type": type_, "schema": schema,
}  # fmt: skip
