"""Decides about a journey walked several times, stopping early when enough has been seen.

The early decision is a one-sided sequential test by betting on a mixture of pass rates (Robbins
1970, "Statistical methods related to the law of the iterated logarithm"; Ville's inequality bounds
its error at any stopping time). The final one reads the Wilson interval; since that is too narrow
near 100 % with few tries, *failed* also wants the exact binomial chance of so few passes to be
small. Each errs in about 2.5 % of cases, so both together in at most 5 %; a test simulates it.
"""

from __future__ import annotations

from math import exp, lgamma, log

from onetake.words.verdict import Verdict
from onetake.words.wilson import wilson

_ERROR = 0.025


def decide(passed: int, walked: int, of: int, rate: float) -> Verdict | None:
    """Return the verdict on a pass rate of at least `rate`, or None when more tries are needed.

    `walked` counts the tries with a clear result. At the last try the answer is *unknown* when
    the interval holds the rate: too few tries to tell.
    """
    failed = walked - passed
    if evidence_above(passed, failed, rate) >= 1 / _ERROR:
        return Verdict.PASSED
    if evidence_above(failed, passed, 1 - rate) >= 1 / _ERROR:
        return Verdict.FAILED
    if walked < of:
        return None
    low, high = wilson(passed, walked)
    if low >= rate:
        return Verdict.PASSED
    if high < rate and _at_most(passed, walked, rate) <= _ERROR:
        return Verdict.FAILED
    return Verdict.UNKNOWN


def evidence_above(passed: int, failed: int, rate: float) -> float:
    """Return how much a bet that the pass rate is above `rate` has won so far, starting from 1.

    The bet is uniform over (rate, 1): the integral of p^passed (1-p)^failed over it, divided by
    its width and by the likelihood at `rate`; the integral is Beta(passed+1, failed+1) times
    P(Binomial(passed+failed+1, rate) <= passed).
    """
    if rate >= 1:
        return 0.0
    if rate <= 0:
        return float("inf") if passed else 1.0
    count = passed + failed
    beta = lgamma(passed + 1) + lgamma(failed + 1) - lgamma(count + 2)
    tail = _at_most(passed, count + 1, rate)
    if tail <= 0:
        return 0.0
    likelihood = passed * log(rate) + failed * log(1 - rate)
    return exp(min(700.0, beta + log(tail) - log(1 - rate) - likelihood))


def _at_most(hits: int, of: int, rate: float) -> float:
    """Return the chance of at most so many hits."""
    return sum(exp(_log_binomial(count, of, rate)) for count in range(hits + 1))


def _log_binomial(hits: int, of: int, rate: float) -> float:
    choose = lgamma(of + 1) - lgamma(hits + 1) - lgamma(of - hits + 1)
    return choose + hits * log(rate) + (of - hits) * log(1 - rate)
