"""What customers may count on: how often something has to be good, and what is left to spend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onetake.words.location import NOWHERE, Location


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted: runs of journeys by a wildcard, or rows of a KPI that is a ratio.

    A run is good when it did not fail and, where `within` is set, took at most so many seconds.
    `foreign` names the system that other indicators are measured in; those are not counted here.
    """

    of: Literal["journey", "kpi", "foreign"]
    name: str = ""
    environment: str = ""
    within: float | None = None
    failures: bool = False
    foreign: str = ""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When somebody is told: the budget burns `threshold` times too fast over `lookback` seconds.

    It has to do so over the last `short` seconds, too, so that an alert ends when the trouble does.
    """

    severity: str
    threshold: float
    lookback: float
    short: float


@dataclass(frozen=True, slots=True)
class Slo:
    """A service level objective: `target` (0 to 1) of all events are good over `window` seconds.

    `calendar` is the time zone of a window that begins anew, such as each month; `slice` seconds
    count as one event each, good when `slice_target` of it is. `unreckoned` says why it cannot be
    told, though it can be read. `unit` is the window's letter and
    `begun` when the first calendar window began, in seconds since 1970.
    """

    name: str
    title: str
    service: str
    indicator: Indicator
    target: float
    window: float
    rules: tuple[AlertRule, ...] = ()
    calendar: str = ""
    unit: str = "d"
    count: int = 30
    begun: float = 0.0
    slice: float = 0.0
    slice_target: float = 1.0
    unreckoned: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Count:
    """How many events there were, and how many were bad."""

    total: int
    bad: int


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that fires: how many times too fast the budget burns, and by how many bad events."""

    rule: AlertRule
    burn: float
    bad: int


@dataclass(frozen=True, slots=True)
class Budget:
    """An SLO's error budget over its window: `left` percent, below 0 when overdrawn.

    None where it cannot be told, and `why` says why.
    """

    slo: Slo
    total: int = 0
    bad: int = 0
    left: float | None = None
    alerts: tuple[Alert, ...] = ()
    why: str = ""
