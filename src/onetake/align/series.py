"""Compares two KPIs day by day: whether one gets worse when the other gets better.

This is experimental. Season, trend and measured drivers are taken out first, since two figures that
merely share them look opposed; numpy and scipy come with the extra `stats`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Series = NDArray[Any]

FEWEST = 40
"""Days in a row that both must have been measured."""

FLOOR = 0.25
"""A correlation weaker than this is called nothing, however certain it is."""

DISCOVERY = 0.05
"""Share of false findings among all that a portfolio of pairs yields, at most."""

_LAGS = 3
_ORDER = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """Two series compared: `p`, chance to see this of unrelated ones, and the worst correlation.

    `p` is 1 when the correlation is not below `-FLOOR`; `days` is how many there were.
    """

    p: float
    correlation: float
    days: int


def compare(
    one: Sequence[float], other: Sequence[float], driver: Sequence[float]
) -> Compared | None:
    """Return how much two daily series oppose each other; None when it cannot be decided.

    All are of the same days in a row, `one` and `other` turned so that more is better; `driver` is
    what moves both, such as the contacts of a day. Prewhitened correlations up to three days apart
    and Granger's test both ways share the alpha (Bonferroni). Raises ImportError without `stats`.
    """
    import numpy as np

    series = np.asarray([one, other, driver], dtype=float)
    if (
        series.shape[1] < FEWEST
        or not np.isfinite(series).all()
        or np.ptp(series, axis=1).min() == 0
    ):
        return None
    first, second = _cleaned(series[0], series[2]), _cleaned(series[1], series[2])
    if min(first.std() / series[0].std(), second.std() / series[1].std()) < 1e-9:
        return None
    worst = float(min(np.corrcoef(a, b)[0, 1] for a, b in _shifted(first, second)))
    p = 2 * min(_lagged(_white(first), _white(second)), _granger(first, second))
    return Compared(min(1.0, p) if worst < -FLOOR else 1.0, worst, series.shape[1])


def discovered(chances: Sequence[float]) -> list[bool]:
    """Return which of all chances count, at most `DISCOVERY` of them falsely.

    Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995).
    """
    ranked = sorted(chances)
    limits = [p for at, p in enumerate(ranked, 1) if p <= DISCOVERY * at / len(ranked)]
    return [bool(limits) and p <= limits[-1] for p in chances]


def _cleaned(series: Series, driver: Series) -> Series:
    """Return what a trend, the days of the week and a driver of today and yesterday leave over."""
    import numpy as np

    days = np.arange(len(series))
    week = [(days % 7 == day).astype(float) for day in range(6)]
    before = np.r_[driver[0], driver[:-1]]
    return _left(series, np.column_stack([np.ones(len(days)), days, *week, driver, before]))


def _white(series: Series) -> Series:
    """Return what its own last two days leave over of a series."""
    import numpy as np

    return _left(series[_ORDER:], np.column_stack([np.ones(len(series) - _ORDER), _past(series)]))


def _past(series: Series) -> Series:
    import numpy as np

    return np.column_stack([series[_ORDER - lag : -lag] for lag in range(1, _ORDER + 1)])


def _left(series: Series, columns: Series) -> Series:
    import numpy as np

    return series - columns @ np.linalg.lstsq(columns, series, rcond=None)[0]


def _shifted(one: Series, other: Series) -> list[tuple[Series, Series]]:
    later = [(one[:-lag], other[lag:]) for lag in range(1, _LAGS + 1)]
    return [(one, other), *later, *((one[lag:], other[:-lag]) for lag in range(1, _LAGS + 1))]


def _lagged(one: Series, other: Series) -> float:
    """Return the chance of the most opposed correlation, for as many as were tried."""
    from scipy import stats

    tried = [stats.pearsonr(a, b) for a, b in _shifted(one, other)]
    return min([1.0, *(len(tried) * float(r.pvalue) for r in tried if r.statistic < 0)])


def _granger(one: Series, other: Series) -> float:
    """Return the chance that neither's past makes the other worse (Econometrica 37, 1969)."""
    return min(1.0, 2 * min(_told_ahead(one, other), _told_ahead(other, one)))


def _told_ahead(cause: Series, effect: Series) -> float:
    import numpy as np
    from scipy import stats

    now, own = effect[_ORDER:], np.column_stack([np.ones(len(effect) - _ORDER), _past(effect)])
    both = np.column_stack([own, _past(cause)])
    if np.linalg.lstsq(both, now, rcond=None)[0][-_ORDER:].sum() >= 0:
        return 1.0
    free = len(now) - both.shape[1]
    short, full = (float((_left(now, columns) ** 2).sum()) for columns in (own, both))
    return float(stats.f.sf((short - full) / _ORDER / (full / free), _ORDER, free))
