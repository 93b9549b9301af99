"""Measures how often the statistics of judging are wrong: opposed goals in the data, and canaries.

Made from a fixed seed. Each share of false alarms is of 200 unrelated pairs of daily KPIs that
share only what is named, the worst of AR(1) 0.3 and 0.8, over 60 and 120 days; each share found is
of 200 pairs where one makes the other worse. The portfolio has 200 unrelated pairs and 40 opposed
ones. A canary has ten looks of 100 requests of each release, log-normal with sigma 0.6; 300 trials.
"""

from collections.abc import Callable, Sequence

import numpy as np

from onetake.align.series import compare, discovered
from onetake.canary import judge

SEED = 20240501
PAIRS, TRIALS, LOOKS, REQUESTS = 200, 300, 10, 100
UNRELATED = {"opposite trends": "trend", "a shared season": "season", "a common driver": "driver"}
Pair = tuple[np.ndarray, np.ndarray, np.ndarray]


def rows() -> list[dict]:
    """Give each share of wrong or right answers, with its target."""
    found = [
        _row(f"false alarms by {told}", max(_found(kind, days) for days in (60, 120)), most=6)
        for told, kind in UNRELATED.items()
    ]
    for days, least in ((60, 75), (120, 95)):
        caught = min(_found(kind, days, worst=min) for kind in ("later", "same day"))
        found.append(_row(f"opposed goals found in {days} days", caught, least=least))
    false, true = _portfolio()
    found.append(_row("false among a portfolio's findings", false, most=5))
    found.append(_row("opposed goals of a portfolio found", true))
    found.append(_row("equal canaries rolled back", _failed(), most=3))
    found.append(_row("canaries 30 % slower caught", _failed(slower=1.3), least=99))
    found.append(_row("canaries with errors 1 → 6 % caught", _failed(errors=0.06), least=99))
    return found


def pair(kind: str, days: int, own: float, rng: np.random.Generator) -> Pair:
    """Return two KPIs, more being better, and their driver, of as many days."""
    one, other, driver = (_series(days, phi, rng) for phi in (own, own, 0.6))
    week = np.sin(2 * np.pi * np.arange(days) / 7 + rng.uniform(0, 6))
    trend = np.linspace(0, 2, days)
    if kind in ("trend", "season", "driver"):
        shared = {"trend": trend, "season": week, "driver": driver}[kind]
        one, other = one + shared, other - shared
    elif kind == "later":
        other[1:] -= 0.6 * one[:-1]
    elif kind == "same day":
        other = other - 0.6 * one
    return one, other, driver


def _series(days: int, own: float, rng: np.random.Generator) -> np.ndarray:
    noise, series = rng.normal(size=days + 50), np.zeros(days + 50)
    for day in range(1, days + 50):
        series[day] = own * series[day - 1] + noise[day]
    return series[50:] / series[50:].std()


def _found(kind: str, days: int, worst: Callable[[Sequence[float]], float] = max) -> float:
    """Return the percent of pairs called opposed, of the worst autocorrelation."""
    rng = np.random.default_rng(SEED)
    return worst(
        [
            100 * sum(_chance(kind, days, own, rng) < 0.05 for _ in range(PAIRS)) / PAIRS
            for own in (0.3, 0.8)
        ]
    )


def _chance(kind: str, days: int, own: float, rng: np.random.Generator) -> float:
    compared = compare(*pair(kind, days, own, rng))
    return compared.p if compared else 1.0


def _portfolio() -> tuple[float, float]:
    """Return the percent of findings that are false, and of opposed pairs that are found."""
    rng = np.random.default_rng(SEED)
    kinds = ("none", *UNRELATED.values())
    chances = [_chance(kinds[at % 4], 120, 0.6, rng) for at in range(200)]
    chances += [_chance(("later", "same day")[at % 2], 120, 0.6, rng) for at in range(40)]
    called = discovered(chances)
    return 100 * sum(called[:200]) / max(1, sum(called)), 100 * sum(called[200:]) / 40


def _failed(slower: float = 1.0, errors: float = 0.01) -> float:
    rng = np.random.default_rng(SEED)
    return 100 * sum(_is_failed(slower, errors, rng) for _ in range(TRIALS)) / TRIALS


def _is_failed(slower: float, errors: float, rng: np.random.Generator) -> bool:
    times = rng.lognormal(0, 0.6, (2, LOOKS * REQUESTS)) * [[1.0], [slower]]
    wrong = rng.random((2, LOOKS * REQUESTS)) < [[0.01], [errors]]
    for look in range(1, LOOKS + 1):
        n = look * REQUESTS
        before, after = (int(arm[:n].sum()) for arm in wrong)
        verdict = judge(
            times[0, :n].tolist(), times[1, :n].tolist(),
            baseline_errors=before, candidate_errors=after, look=look, looks=LOOKS,
        )  # fmt: skip
        if verdict.verdict == "fail":
            return True
    return False


def _row(
    work: str, figure: float, *, most: float | None = None, least: float | None = None
) -> dict:
    target = f"≤ {most} %" if most is not None else f"≥ {least} %" if least is not None else None
    met = figure <= most if most is not None else figure >= least if least is not None else None
    return {
        "work": work, "figure": figure, "unit": "%", "peer": None, "ratio": None,
        "target": target, "met": met,
    }  # fmt: skip
