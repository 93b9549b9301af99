"""Judges what was heard against what was expected: pure, synchronous, compiled once per step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onetake.words.channel import Heard
from onetake.words.figure import Levels, told_like
from onetake.words.fits_schema import schema_fault
from onetake.words.match import Check, Matcher, phrase
from onetake.words.match_words import FIGURES
from onetake.words.path import ABSENT, Path
from onetake.words.scalar import quoted
from onetake.words.template import as_text
from onetake.words.verdict import PASSED, Ruling, Verdict

Expected = tuple[tuple[Path, Matcher], ...]
_LONGEST_SHOWN = 300
_FIRST_WORDS = 160
_TEXT = Path.parse("text")


@dataclass(frozen=True, slots=True)
class Judge:
    """What a step takes from its line (`selects`) and what it then expects of it (`expects`)."""

    selects: Expected
    expects: Expected
    gathers: Expected = ()

    @classmethod
    def of(cls, selects: Expected, expects: Expected, seen: Expected = ()) -> Judge:
        """Compile a step's judge; `gathers` are those whose named groups are kept.

        `seen` are matchers that the line itself has seen to.
        """
        pairs = (*selects, *expects, *seen)
        gathers = tuple(pair for pair in pairs if next(pair[1].group_names(), None))
        return cls(selects, expects, gathers)

    @property
    def closing(self) -> bool:
        """Whether later arrivals could undo a match, so that the line must be quiet first."""
        return any(matcher.closing for _, matcher in self.selects)

    def takes(self, heard: Heard, memory: Mapping[str, object]) -> Ruling | None:
        """Return None when the step takes what was heard, else why it does not."""
        for path, matcher in self.selects:
            value = heard.fact(path)
            level, check = matcher.grade(value, memory)
            if level == 2 and check is not None:
                return _mismatch((path, value), check, matcher, memory)
        return None

    def forbidden(self, heard: Heard, memory: Mapping[str, object]) -> Ruling | None:
        """Return why what was heard must not be, whatever comes later; or None."""
        for path, matcher in self.selects:
            value = heard.fact(path)
            for check in matcher.checks:
                if check.forbids and check.grade(value, memory) == 2:
                    return _mismatch((path, value), check, matcher, memory)
        return None

    def wanted(self, memory: Mapping[str, object]) -> str:
        """Return what the step waits for, as part of a sentence."""
        parts = [f"{path} {matcher.phrase(memory)}" for path, matcher in self.selects]
        return f" ({', '.join(parts)})" if parts else ""

    def rule(
        self, heard: Heard, ms: float, memory: Mapping[str, object], within: Levels | None
    ) -> Ruling:
        """Return the verdict on what was heard `ms` milliseconds after the saying.

        `within` is in seconds. The first expectation not met decides; a minor one only when no
        major one follows. Raises Undefined and ValueError as `Matcher.grade` does.
        """
        ruling = PASSED
        for path, matcher in self.expects:
            value = ms if path.root == "ms" else heard.fact(path)
            level, check = matcher.grade(value, memory)
            if level == 0 or check is None:
                continue
            mismatch = _mismatch((path, value), check, matcher, memory, level)
            if path.root == "status":
                mismatch = replace(mismatch, reason=f"{mismatch.reason}{_said(heard)}")
            if level == 2:
                return mismatch
            if ruling is PASSED:
                ruling = mismatch
        late = _late(ms, within) if within else None
        if late and (late.verdict is Verdict.FAILED or ruling is PASSED):
            return late
        return ruling


def unmet(heard: Heard, expected: Expected, memory: Mapping[str, object]) -> Ruling | None:
    """Return the first expectation that does not hold, or None; used for `until`."""
    return Judge(expected, ()).takes(heard, memory)


def _late(ms: float, within: Levels) -> Ruling | None:
    minor, major = within.minor, within.major
    if ms > major * 1000:
        verdict, limit = Verdict.FAILED, major
    elif minor is not None and ms > minor * 1000:
        verdict, limit = Verdict.DEGRADED, minor
    else:
        return None
    reason = f"the answer came after {ms / 1000:.3g} s; {limit:g} s was allowed"
    return Ruling(verdict, "within", reason, f"{ms!r} ms")


def _mismatch(
    fact: tuple[Path, object],
    check: Check,
    matcher: Matcher,
    memory: Mapping[str, object],
    level: int = 2,
) -> Ruling:
    path, value = fact
    wanted = phrase(check, memory, matcher.bare)
    rule = f"expect.{path.written}"
    verdict = Verdict.FAILED if level == 2 else Verdict.DEGRADED
    if value is ABSENT:
        return Ruling(verdict, rule, f"there is no {path}; expected {wanted}", "nothing")
    seen = shown(value)
    told = seen
    if isinstance(value, int | float) and not isinstance(value, bool):
        told = told_like(value, wanted) if check.word in FIGURES or path.root == "ms" else seen
    return Ruling(verdict, rule, f"{path} is {told}; expected {wanted}{_why(check, value)}", seen)


def _said(heard: Heard) -> str:
    """Return how the answer's text begins, so that a refused request explains itself."""
    text = heard.fact(_TEXT)
    words = " ".join(text.split()) if isinstance(text, str) else ""
    return f"; it said: {quoted(words[:_FIRST_WORDS])}" if len(words) > len("{}") else ""


def _why(check: Check, value: object) -> str:
    """Return what a JSON Schema misses, which the schema itself does not tell."""
    if check.word != "schema" or not isinstance(check.operand, Mapping):
        return ""
    return f": {schema_fault(check.operand, value)}"


def shown(value: object) -> str:
    """Return a value as reasons show it: texts in quotes, long ones cut in the middle."""
    text = (
        quoted(value) if isinstance(value, str) else as_text(value) if value is not None else "null"
    )
    if len(text) <= _LONGEST_SHOWN:
        return text
    half = _LONGEST_SHOWN // 2
    return f"{text[:half]} … {text[-half:]}"
