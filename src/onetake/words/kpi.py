"""What a figure means, exactly: a definition is data, so two of one name can be told apart."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Literal

from onetake.words.location import NOWHERE, Location
from onetake.words.target import Better, Target
from onetake.words.verdict import Verdict

DAY = 86_400.0

Kind = Literal["ratio", "mean", "median", "net", "sum", "rate"]

Figures = Callable[[Any, int, int], Iterable[float]]
"""Code that works out a figure for each row: of the facts, from a time until another, in µs.

A ratio's are 1 for what is good and 0 for what is not; a net's are 1, 0 or -1.
"""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a figure is worked out of rows, in SQL as DuckDB reads it.

    `rows` is a table of the ledger or a relation of ours, `where` its population with exclusions.
    Of `kind` *ratio* the figure is the share of rows that are `good`, of *mean* and *median* that
    of `value`, of *net* the share that is `good` less the share that is `bad`, of *sum* and *rate*
    the sum of `value`, as it is or per day. `at` is the column that says when, `follow_up` the
    seconds after it until a row can be counted for good.
    """

    kind: Kind
    rows: str = ""
    where: str = ""
    good: str = ""
    bad: str = ""
    value: str = ""
    at: str = ""
    follow_up: float = 0.0


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure's definition, and who answers for it.

    `counted` says whether real customers' rows are counted, synthetic ones or both. A value of
    fewer than `minimum` rows is unknown. `window` is over how many seconds it is usually taken.
    `guard` names KPIs that must not get worse while this one gets better. `dialect` is the
    vendor whose variant it is, and `note` tells how it differs. With `figures` code works out the
    rows' figures, and the reckoning says what is done with them. One that is `adopted` is defined
    by Onetake, not by the file at `location`.
    """

    id: str
    version: int
    title: str
    formula: str
    reckoning: Reckoning
    unit: str = "%"
    better: Better = "more"
    counted: Literal["real", "synthetic", "both"] = "real"
    exclusions: str = ""
    window: float = 30 * DAY
    minimum: int = 30
    source: str = ""
    dialect: str = ""
    note: str = ""
    owner: str = ""
    audience: tuple[str, ...] = ()
    target: Target | None = None
    guard: tuple[str, ...] = ()
    location: Location = NOWHERE
    figures: Figures | None = None
    adopted: bool = False

    @property
    def name(self) -> str:
        """Return `id@version`."""
        return f"{self.id}@{self.version}"

    def is_called(self, name: str) -> bool:
        """Return whether a name means it: its id, its `id@version`, or a family such as csat."""
        return name in (self.id, self.name) or self.id.startswith(f"{name}.")

    @property
    def digest(self) -> str:
        """Return the digest of what decides the figure: hex sha256 over canonical JSON.

        The window and the minimum are left out: whoever adopts a KPI chooses them, as the target.
        """
        deciding = {
            "formula": self.formula, "reckoning": asdict(self.reckoning), "unit": self.unit,
            "better": self.better, "counted": self.counted, "exclusions": self.exclusions,
        }  # fmt: skip
        return sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


def kpi(
    identity: str, kind: Kind, *, title: str, formula: str, **more: Any
) -> Callable[[Figures], Kpi]:
    """Make a function a KPI; a file in kpis/ calls it `kpi`. `more` are fields of `Kpi`.

    What the function's code says is part of the definition. Raises TypeError without a `unit`,
    unless it is a ratio.
    """
    if kind != "ratio" and not more.get("unit"):
        raise TypeError(f'a {kind} is no percentage: say unit="s", "points" or what it is in')

    def make(figures: Figures) -> Kpi:
        code = sha256(inspect.getsource(figures).encode()).hexdigest()
        reckoning = Reckoning(kind, rows="code", value=code, follow_up=more.pop("follow_up", 0.0))
        version = more.pop("version", 1)
        return Kpi(identity, version, title, formula, reckoning, figures=figures, **more)

    return make


@dataclass(frozen=True, slots=True)
class Measurement:
    """A KPI's value from `since` until `until`, in seconds since 1970.

    `low` and `high` bound it with 95 % confidence. `value` is None when it is unknown, and `why`
    says why. `dimensions` are what it was taken for, such as `{"channel": "chat"}`. `provisional`:
    follow-up windows of some rows are still open. `before` is the value of as long a time just
    before. `rows` is SQL that gives the `seq` of each row behind it.
    """

    kpi: Kpi
    since: float
    until: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    provisional: bool = False
    why: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    before: float | None = None
    rows: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """Whether the value meets the KPI's target; None without a value or a target."""
        target = self.kpi.target
        return None if target is None or self.value is None else target.judge(self.value)

    @property
    def sure(self) -> bool:
        """Whether a target that is missed is missed by the whole interval, not only by chance."""
        target = self.kpi.target
        end = self.high if target and target.bound == "at_least" else self.low
        return target is None or end is None or target.judge(end) is self.verdict

    def __str__(self) -> str:
        """Return it as people say it: `71.2 % (68.0 % to 74.2 %) of 812`."""
        unit = self.kpi.unit
        if self.value is None:
            return f"unknown: {self.why}"
        if self.low is None or self.high is None:
            return f"{told(self.value, unit)}, of {self.n:,}"
        span = f"{told(self.low, unit)} to {told(self.high, unit)}"
        return f"{told(self.value, unit)} ({span}) of {self.n:,}"


_SECONDS = {"d": DAY, "h": 3600.0, "min": 60.0}


def wanted(kpi: Kpi) -> str:
    """Return a KPI's target as people say it, with its unit: `at least 70 / 65 %`; or nothing."""
    if kpi.target is None:
        return ""
    bound, levels = kpi.target.bound.replace("_", " "), kpi.target.levels
    limits = [level for level in (levels.minor, levels.major) if level is not None]
    if kpi.unit == "s":
        return f"{bound} {' / '.join(told(limit, 's') for limit in limits)}"
    return f"{bound} {' / '.join(f'{limit:g}' for limit in limits)} {kpi.unit}"


def told(value: float, unit: str) -> str:
    """Return a KPI's value with its unit; seconds as people say them."""
    if unit == "s":
        for name, seconds in _SECONDS.items():
            if abs(value) >= 2 * seconds:
                return f"{value / seconds:.1f} {name}"
        return f"{value:.1f} s"
    return f"{value:.{1 if unit == '%' or abs(value) >= 10 else 2}f} {unit}"
