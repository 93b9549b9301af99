"""Judges a candidate against its baseline at one of several looks, with the alpha spent so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from statistics import NormalDist, median
from typing import Literal

ALPHA = 0.01
"""Chance, over all looks together, to call an equal candidate slower; and as much for errors."""

FEWEST = 50
"""Requests of each that a verdict needs."""

SLOWER = 1.10
"""A candidate up to this many times slower is not called worse, however certain it is."""

MORE_ERRORS = 0.005
"""A share of errors higher by up to this much is not called worse."""

BAD_BASELINE = 0.10
"""Share of errors from which on a baseline proves nothing good of what equals it."""


@dataclass(frozen=True, slots=True)
class CanaryVerdict:
    """What one look gives: *continue* until the last, *fail* as soon as it is sure.

    `p` is the chance to see this of an equal candidate, `effect` how many times slower the
    candidate's median is, or by which share (0 to 1) more of it fails when errors decided; both are
    None when nothing could be measured. `n` is the smaller number of requests.
    """

    verdict: Literal["pass", "fail", "continue", "inconclusive"]
    why: str
    p: float | None
    effect: float | None
    n: int


def judge(
    baseline: Sequence[float],
    candidate: Sequence[float],
    *,
    baseline_errors: int,
    candidate_errors: int,
    look: int = 1,
    looks: int = 1,
) -> CanaryVerdict:
    """Return what all requests until this look say, by Mann-Whitney and by Fisher's exact test.

    `baseline` and `candidate` hold the seconds of every request so far, failed ones too; the errors
    are among them. Each look spends what the O'Brien-Fleming-like function of Lan and DeMets
    (Biometrika 70, 1983) adds since the last, so that all looks together err at most at `ALPHA`.
    Raises ValueError for a look that is not among the looks, more errors than requests, or a time
    that is none.
    """
    _refuse_nonsense(baseline, candidate, (baseline_errors, candidate_errors), (look, looks))
    n = min(len(baseline), len(candidate))
    if n < FEWEST:
        why = f"only {n} of {FEWEST} requests needed of each"
        return CanaryVerdict("inconclusive", why, None, None, n)
    try:
        from scipy import stats
    except ImportError:
        why = "not measured: pip install 'onetake[stats]'"
        return CanaryVerdict("inconclusive", why, None, None, n)
    allowed = spent(look / looks) - spent((look - 1) / looks)
    shares = baseline_errors / len(baseline), candidate_errors / len(candidate)
    table = [
        [candidate_errors, len(candidate) - candidate_errors],
        [baseline_errors, len(baseline) - baseline_errors],
    ]
    p = float(stats.fisher_exact(table, alternative="greater")[1])
    more = shares[1] - shares[0]
    if p < allowed and more > MORE_ERRORS:
        why = f"{shares[1]:.2%} of its requests fail, {shares[0]:.2%} of the baseline's"
        return CanaryVerdict("fail", why, p, more, n)
    p = float(stats.mannwhitneyu(candidate, baseline, alternative="greater").pvalue)
    slower = _times(median(candidate), median(baseline))
    if p < allowed and slower > SLOWER:
        return CanaryVerdict(
            "fail", f"its median is {slower:.2f} times the baseline's", p, slower, n
        )
    if shares[0] > BAD_BASELINE:
        why = f"the baseline is bad itself: {shares[0]:.1%} of its requests fail"
        return CanaryVerdict("inconclusive", why, p, slower, n)
    if look < looks:
        return CanaryVerdict("continue", f"nothing worse at look {look} of {looks}", p, slower, n)
    return CanaryVerdict("pass", f"nothing worse in {looks} looks", p, slower, n)


def spent(information: float) -> float:
    """Return how much of `ALPHA` may be spent when this share (0 to 1) of the requests is in."""
    if information <= 0:
        return 0.0
    normal = NormalDist()
    return 2 * (1 - normal.cdf(normal.inv_cdf(1 - ALPHA / 2) / sqrt(information)))


def _times(candidate: float, baseline: float) -> float:
    if baseline:
        return candidate / baseline
    return inf if candidate else 1.0


def _refuse_nonsense(
    baseline: Sequence[float],
    candidate: Sequence[float],
    errors: tuple[int, int],
    at: tuple[int, int],
) -> None:
    look, looks = at
    if not 1 <= look <= looks:
        raise ValueError(f"look {look} is not one of {looks}: count from 1")
    for times, failed in zip((baseline, candidate), errors, strict=True):
        if not 0 <= failed <= len(times):
            raise ValueError(f"{failed} errors among {len(times)} requests: give all their times")
        if not all(isfinite(time) and time >= 0 for time in times):
            raise ValueError("a request's time is seconds from 0 on, and finite")
