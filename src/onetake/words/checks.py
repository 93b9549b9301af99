"""What every check is: a look at what is declared and known, which yields gaps."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from onetake.words.charter import Charter
from onetake.words.kpi import Kpi, Measurement
from onetake.words.location import Fault
from onetake.words.programme import Programme
from onetake.words.slo import Budget

Severity = Literal["major", "minor", "info"]


class Facts(Protocol):
    """The ledger's rows as tables that SQL asks, in DuckDB's dialect.

    The tables are those of the ledger, sealed days and the hot tail together, with `seq` and
    `recorded`; of rows from outside only the newest of each key. Times are microseconds.
    """

    def select(self, sql: str, **values: object) -> Sequence[tuple[Any, ...]]:
        """Return what a query finds; `values` are those of its `$names`."""

    def kept(self, name: str, sql: str, asked: str) -> str:
        """Return the table that holds what a query finds, with each column that `asked` names."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe change of a file: the one line that is `old`, spaces apart, becomes `new`.

    Without `old` the line `new` is appended; with neither, the item of a list at `line` is taken
    away, if it stands on one line.
    """

    file: str
    line: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap a check found: where, what was seen, what mends it.

    `severity` is the check's own unless given; *info* is for what was not measured, and `fix` the
    command that would measure it. `edit` is a change that `--fix` may make.
    """

    place: str
    message: str
    fix: str = ""
    severity: Severity | None = None
    journey: str = ""
    environment: str = ""
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that should not stand in a file: what it is, where, and whether it is a secret."""

    file: str
    line: int
    kind: str
    secret: bool


def _no_strays() -> Iterable[Stray]:
    return ()


def _no_days(kpi: Kpi) -> Mapping[int, float]:
    return {}


@dataclass(frozen=True, slots=True)
class Known:
    """All that a check may look at; `now` is in seconds since 1970. Journeys have no steps here.

    `measured` holds the newest measurement of each KPI by `id@version`, `faults` what lint found;
    `strays` looks through the programme's files for personal data and secrets. `days` gives a KPI's
    value of each of the last days, by the days since 1970. `budgets` are those of all SLOs.
    """

    programme: Programme
    charter: Charter
    facts: Facts
    now: float
    measured: Mapping[str, Measurement] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    strays: Callable[[], Iterable[Stray]] = _no_strays
    days: Callable[[Kpi], Mapping[int, float]] = _no_days
    budgets: tuple[Budget, ...] = ()


def not_asked(known: Known, command: str, days: int) -> tuple[str, ...]:
    """Return the environments in which a command of ours was not run for so many days."""
    rows = known.facts.select(
        "SELECT DISTINCT environment FROM invocations "
        "WHERE command = $command AND started >= $since",
        command=command,
        since=int((known.now - days * 86_400) * 1e6),
    )
    asked = {environment for (environment,) in rows}
    return tuple(name for name in known.programme.environments if name not in asked)


Look = Callable[[Known], Iterable[Gap]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its dotted name, the pitfall (1 to 6) it belongs to, how grave, and what it means.

    `meaning` is the first sentence of its docstring: what is wrong when it finds something.
    """

    name: str
    pitfall: int
    severity: Severity
    look: Look

    @property
    def meaning(self) -> str:
        """Return the first sentence of the check's docstring."""
        return (inspect.getdoc(self.look) or "").split("\n\n")[0].replace("\n", " ")


def checks(name: str, *, pitfall: int, severity: Severity = "major") -> Callable[[Look], Check]:
    """Make a function a check; a plug-in's module calls it `check`."""

    def make(look: Look) -> Check:
        return Check(name, pitfall, severity, look)

    return make
