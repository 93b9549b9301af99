"""What a figure means, exactly: a definition is data, so two of one name can be told apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Literal

from onetake.words.location import NOWHERE, Location
from onetake.words.target import Better, Target

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a figure is worked out of rows, in SQL as DuckDB reads it.

    `rows` is a table of the ledger or a relation of ours, `where` its population with exclusions.
    Of `kind` *ratio* the figure is the share of rows that are `good`, of *mean* and *median* that
    of `value`, of *net* the share that is `good` less the share that is `bad`, of *sum* and *rate*
    the sum of `value`, as it is or per day. `at` is the column that says when, `follow_up` the
    seconds after it until a row can be counted for good. *python* is worked out by code.
    """

    kind: Literal["ratio", "mean", "median", "net", "sum", "rate", "python"]
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
    vendor whose variant it is, and `note` tells how it differs.
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

    @property
    def name(self) -> str:
        """Return `id@version`."""
        return f"{self.id}@{self.version}"

    @property
    def digest(self) -> str:
        """Return the digest of what decides the figure: hex sha256 over canonical JSON."""
        deciding = {
            "formula": self.formula, "reckoning": asdict(self.reckoning), "unit": self.unit,
            "counted": self.counted, "exclusions": self.exclusions,
        }  # fmt: skip
        return sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Measurement:
    """A KPI's value from `since` until `until`, in seconds since 1970.

    `low` and `high` bound it with 95 % confidence. `value` is None when it is unknown, and `why`
    says why. `dimensions` are what it was taken for, such as `{"channel": "chat"}`. `provisional`:
    follow-up windows of some rows are still open. `rows` is SQL that gives the rows behind it.
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
    rows: str = ""
