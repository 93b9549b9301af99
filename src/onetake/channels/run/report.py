"""Reads JUnit XML as test runners write it; what it says must agree with itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_LONGEST = 300
_FORMAT = "JUnit XML"


class ReportWrong(ValueError):
    """A report cannot be read, or contradicts itself; the text says how."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a suite; `ms` is None where the report does not tell."""

    name: str
    suite: str
    verdict: str
    ms: float | None = None
    reason: str = ""

    @property
    def tree(self) -> Mapping[str, object]:
        """The test as a fact."""
        return {"name": self.name, "suite": self.suite, "verdict": self.verdict, "ms": self.ms,
                "reason": self.reason}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """All tests of a run."""

    cases: tuple[Case, ...] = field(default=())

    def count(self, verdict: str) -> int:
        """Return how many tests have a verdict: passed, failed, error or skipped."""
        return sum(case.verdict == verdict for case in self.cases)

    @property
    def failing(self) -> list[Case]:
        """The tests that failed or broke."""
        return [case for case in self.cases if case.verdict in ("failed", "error")]


def read_reports(texts: Sequence[tuple[str, bytes]]) -> SuiteReport:
    """Return what reports, each with its file's name, say together.

    Raises ReportWrong when one is no JUnit XML, or declares more failures than it names.
    """
    return SuiteReport(tuple(case for name, data in texts for case in _cases(name, data)))


def _cases(name: str, data: bytes) -> list[Case]:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, ValueError, DefusedXmlException) as error:
        raise ReportWrong(f"{name} is no {_FORMAT}: {error}") from None
    if _tag(root) not in ("testsuites", "testsuite"):
        raise ReportWrong(f"{name} is no {_FORMAT}: it begins with <{_tag(root)}>")
    cases = list(_below(root, ""))
    failing = sum(case.verdict in ("failed", "error") for case in cases)
    declared = _declared(root)
    if declared > failing:
        raise ReportWrong(f"{name} declares {declared} failures and names {failing}")
    return cases


def _below(element: Element, suite: str) -> Iterator[Case]:
    for child in element:
        if _tag(child) == "testsuite":
            yield from _below(child, child.get("name") or suite)
        elif _tag(child) == "testcase":
            yield _case(child, suite)


def _case(element: Element, suite: str) -> Case:
    signs = {_tag(child): child for child in element}
    kinds = (("error", "error"), ("failure", "failed"), ("skipped", "skipped"))
    sign, verdict = next((pair for pair in kinds if pair[0] in signs), ("", "passed"))
    reason = signs[sign].get("message") or signs[sign].text or "" if sign else ""
    return Case(
        name=element.get("name") or "unnamed",
        suite=element.get("classname") or suite,
        verdict=verdict,
        ms=_ms(element.get("time")),
        reason=" ".join(reason.split())[:_LONGEST],
    )


def _declared(root: Element) -> int:
    """Return how many failures and errors the outermost suites declare."""
    suites = [root] if _tag(root) == "testsuite" else [s for s in root if _tag(s) == "testsuite"]
    return sum(_number(s.get("failures")) + _number(s.get("errors")) for s in suites)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _ms(text: str | None) -> float | None:
    try:
        return round(float(text.replace(",", "")) * 1000, 3) if text else None
    except ValueError:
        return None


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
