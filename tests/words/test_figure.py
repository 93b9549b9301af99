"""Figures are told in the units they are compared in."""

import pytest

from onetake.exercise.judge import Judge
from onetake.words.figure import told_like
from onetake.words.match import Matcher
from onetake.words.path import Path


@pytest.mark.parametrize(
    ("number", "wanted", "told"),
    [
        (3123.4, "at most 2.5s / 4s", "3.12 s"),
        (86.41, "at most 50ms", "86.4 ms"),
        (4_200_000, "at most 1MB / 3MB", "4.2 MB"),
        (512, "at most 100B", "512 B"),
        (3.4567, "at most 0.1%", "3.46 %"),
        (0.31214, "at most 0.1", "0.3121"),
        (12, "at most 3", "12"),
        (1234567, "at least 2000000", "1234567"),
        (0, "at least 1KB", "0 B"),
    ],
)
def test_a_number_is_told_like_its_limit(number: float, wanted: str, told: str) -> None:
    assert told_like(number, wanted) == told


class Page:
    def fact(self, path: Path) -> object:
        return path.dig({"lcp": 3123, "bytes": 1_500_000, "cls": 0.31})


@pytest.mark.parametrize(
    ("path", "limit", "verdict", "reason"),
    [
        ("vitals.lcp", "2.5s / 4s", "degraded", "vitals.lcp is 3.12 s; expected at most 2.5s / 4s"),
        ("weight.bytes", "1MB", "failed", "weight.bytes is 1.5 MB; expected at most 1MB"),
        ("vitals.cls", "0.1 / 0.25", "failed", "vitals.cls is 0.31; expected at most 0.1 / 0.25"),
    ],
)
def test_a_reason_reads_well(path: str, limit: str, verdict: str, reason: str) -> None:
    judge = Judge.of((), ((Path.parse(path), Matcher.parse({"at_most": limit})),))
    ruling = judge.rule(Page(), 0.0, {}, None)
    assert (ruling.verdict.value, ruling.reason) == (verdict, reason)
