"""A matcher: what a value is expected to be, compiled once when a file is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from onetake.words.match_words import CLOSING, FIGURES, HOLDS_FOR_NOTHING, IGNORE_CASE, WORDS
from onetake.words.matchers import BUILDERS, Test, expression
from onetake.words.path import ABSENT
from onetake.words.scalar import Plain, quoted, typed_tree
from onetake.words.template import (
    Template,
    TemplateFault,
    as_text,
    compile_tree,
    fill_written,
    templates_in,
)

Graded = Callable[[object, Mapping[str, object]], int]

_GROUP = re.compile(r"\(\?P<(\w+)>")


class MatcherFault(ValueError):
    """A matcher is written wrongly; `at` leads from it to the place in its nested value."""

    def __init__(self, message: str, at: tuple[str | int, ...] = (), hint: str = "") -> None:
        super().__init__(message)
        self.at = at
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Check:
    """One word of a matcher with what stands behind it."""

    word: str
    operand: object
    grade: Graded
    case: bool = True

    @property
    def closing(self) -> bool:
        """Whether more arrivals could still break it."""
        if self.word in ("any", "all"):
            return any(nested.closing for nested in self.operand)  # type: ignore[attr-defined]
        return self.forbids

    @property
    def forbids(self) -> bool:
        """Whether nothing that comes later could mend it once it is broken."""
        return self.word in CLOSING or (self.word == "exists" and self.operand is False)


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Words that must all hold for a value; `grade` tells how far they do."""

    checks: tuple[Check, ...]
    bare: bool = False

    @classmethod
    def parse(cls, spec: object, scalar: str = "equals") -> Matcher:
        """Compile a scalar, a list or a mapping of words; a scalar means the word `scalar`.

        Raises MatcherFault for an unknown word, or a value its word cannot take.
        """
        if isinstance(spec, Matcher):
            return spec
        if not isinstance(spec, Mapping):
            word = scalar if isinstance(spec, str) else "equals"
            return cls((_check(word, spec, word not in IGNORE_CASE),), bare=True)
        if not spec:
            raise MatcherFault("nothing is expected here", hint="write a word, such as contains:")
        return cls(tuple(_checks(spec)))

    @property
    def closing(self) -> bool:
        """Whether it is judged after quiet only."""
        return any(check.closing for check in self.checks)

    def grade(self, value: object, memory: Mapping[str, object]) -> tuple[int, Check | None]:
        """Return 0 (holds), 1 (past a minor limit) or 2, and the check that decided.

        Raises Undefined for a template without a value, ValueError for one whose value makes
        no sense behind its word.
        """
        decided: tuple[int, Check | None] = (0, None)
        for check in self.checks:
            if value is ABSENT and check.word not in HOLDS_FOR_NOTHING:
                return 2, check
            level = check.grade(value, memory)
            if level == 2:
                return 2, check
            if level > decided[0]:
                decided = (level, check)
        return decided

    def groups(self, value: object, memory: Mapping[str, object]) -> dict[str, str]:
        """Return the named groups that the regular expressions find in a value."""
        found: dict[str, str] = {}
        for check in self.checks:
            if check.word == "matches":
                pattern = expression(fill_written(check.operand, memory), check.case)
                match = pattern.search(as_text(value))
                found |= {k: v for k, v in (match.groupdict() if match else {}).items() if v}
            elif check.word in ("any", "all"):
                for nested in check.operand:  # type: ignore[attr-defined]
                    found |= nested.groups(value, memory)
        return found

    def group_names(self) -> Iterator[str]:
        """Yield the names that `groups` may find."""
        for check in self.checks:
            if check.word == "matches":
                yield from _GROUP.findall(str(check.operand))
            elif check.word in ("any", "all"):
                for nested in check.operand:  # type: ignore[attr-defined]
                    yield from nested.group_names()

    def templates(self) -> Iterator[Template]:
        """Yield every template in what is expected."""
        for check in self.checks:
            yield from templates_in(check.operand)

    def phrase(self, memory: Mapping[str, object]) -> str:
        """Return what is expected in words, templates filled in."""
        return " and ".join(phrase(check, memory, self.bare) for check in self.checks)

    def __str__(self) -> str:
        """Return what is expected in words, templates as written."""
        return " and ".join(phrase(check, None, self.bare) for check in self.checks)


def phrase(check: Check, memory: Mapping[str, object] | None, bare: bool = False) -> str:
    """Return one expectation in words: `contains 'blocked'`, `at most 300ms`."""
    shown = _show(check.operand, memory)
    if bare and check.word == "equals":
        return shown
    if check.word in FIGURES:
        shown = shown.replace("'", "")
    if check.word in ("exists", "absent"):
        there = (check.word == "exists") == (check.operand is True)
        return "something there" if there else "nothing there"
    return f"{check.word.replace('_', ' ')} {shown}"


def _show(operand: object, memory: Mapping[str, object] | None) -> str:
    if isinstance(operand, tuple):
        return "[" + ", ".join(_show(item, memory) for item in operand) + "]"
    if isinstance(operand, Matcher):
        if operand.bare:
            return _show(operand.checks[0].operand, memory)
        return operand.phrase(memory) if memory is not None else str(operand)
    if isinstance(operand, Template):
        return _told(operand.value(memory)) if memory is not None else operand.written
    if isinstance(operand, list | dict) and memory is not None:
        return as_text(fill_written(operand, memory))
    if isinstance(operand, Plain):
        return str(operand) if not isinstance(typed_tree(operand), str) else quoted(operand)
    return quoted(operand) if isinstance(operand, str) else as_text(operand)


def _told(value: object) -> str:
    """Return a filled-in value as it would be written: numbers bare, texts in quotes."""
    return _show(Plain(as_text(value)), None)


def _checks(spec: Mapping[str, object]) -> Iterator[Check]:
    case = spec.get("case")
    if case is not None and case not in ("ignore", "match"):
        raise MatcherFault(f"case is ignore or match, not {as_text(case)!r}", ("case",))
    if set(spec) == {"case"}:
        raise MatcherFault("case changes the words beside it, and there are none", ("case",))
    for word, operand in spec.items():
        if word == "case":
            continue
        if word not in WORDS:
            near = get_close_matches(word, WORDS, 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else "matchers: " + ", ".join(WORDS)
            raise MatcherFault(f"{word!r} is not a matcher", (word,), hint)
        counts = (case == "match") if case else word not in IGNORE_CASE
        try:
            yield _check(word, operand, counts)
        except MatcherFault as fault:
            raise MatcherFault(str(fault), (word, *fault.at), fault.hint) from None


def _check(word: str, operand: object, case: bool) -> Check:
    if word in ("any", "all", "none"):
        return _of_several(word, operand, case)
    if word == "not":
        nested = Matcher.parse(operand)
        return Check(word, nested, lambda v, memory: 0 if nested.grade(v, memory)[0] == 2 else 2)
    if word in ("count", "length"):
        return _counted(word, Matcher.parse(operand))
    try:
        compiled = compile_tree(operand, lambda written: written)
        if next(templates_in(compiled), None) is None:
            test = _build(word, compiled, case)
            kept = typed_tree(compiled) if word in ("exists", "absent") else compiled
            return Check(word, kept, lambda value, memory: test(value), case)
    except TemplateFault as fault:
        raise MatcherFault(str(fault)) from None
    except ValueError as error:
        raise MatcherFault(str(error)) from None
    return Check(word, compiled, partial(_grade_late, word, compiled, case), case)


def _grade_late(
    word: str, operand: object, case: bool, value: object, memory: Mapping[str, object]
) -> int:
    return _build(word, fill_written(operand, memory), case)(value)


def _build(word: str, operand: object, case: bool) -> Test:
    return BUILDERS[word](typed_tree(operand) if word == "schema" else operand, case)


def _of_several(word: str, operand: object, case: bool) -> Check:
    if not isinstance(operand, list | tuple) or not operand:
        raise MatcherFault(f"{word} takes a list: {word}: [first, second]")
    nested = []
    for position, item in enumerate(operand):
        try:
            spec = {"contains": item, "case": "match"} if case and isinstance(item, str) else item
            nested.append(Matcher.parse(spec, scalar="contains"))
        except MatcherFault as fault:
            raise MatcherFault(str(fault), (position, *fault.at), fault.hint) from None
    pick = min if word == "any" else max

    def grade(value: object, memory: Mapping[str, object]) -> int:
        levels = (matcher.grade(value, memory)[0] for matcher in nested)
        return pick(levels) if word != "none" else 2 if min(levels) < 2 else 0

    return Check(word, tuple(nested), grade)


def _counted(word: str, nested: Matcher) -> Check:
    kinds = str if word == "length" else list | tuple | Mapping

    def grade(value: object, memory: Mapping[str, object]) -> int:
        return nested.grade(len(value), memory)[0] if isinstance(value, kinds) else 2

    return Check(word, nested, grade)
