"""Rows of what Onetake measured and decided, and of what was sealed.

Times are whole microseconds UTC since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """A KPI's value over a time, between `low` and `high` with 95 % confidence.

    `kpi` is `id@version`, `definition` its digest. `dimensions` holds what it was taken for, as
    JSON with sorted keys. `value` is None when nobody can tell, and `why` says why. `provisional`:
    a follow-up window is still open. `counted` is real, synthetic or both.
    """

    table: ClassVar[str] = "measurements"

    id: UUID
    invocation: UUID
    kpi: str
    definition: str
    since: int
    until: int
    dimensions: str = "{}"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    provisional: bool = False
    why: str = ""
    counted: str = "real"
    measured: int = 0
    synthetic: bool = True
    retention: str = "decisions"


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """What a release is: digests of its artefacts, commits, where its bill of materials lies.

    `planned` is when it is meant to go to customers.
    """

    table: ClassVar[str] = "releases"

    id: UUID
    name: str
    made: int
    digests: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    sbom: str = ""
    planned: int | None = None
    who: str = ""
    synthetic: bool = True
    retention: str = "decisions"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A gate having decided on a release: pass, warning, fail or inconclusive, and why.

    `details` is JSON: every objective with its unrounded values. `head` is the chain's head that
    the decision rests on. `who` and `why` are those of a person who overrode or asked for it.
    """

    table: ClassVar[str] = "decisions"

    id: UUID
    invocation: UUID
    release: str
    environment: str
    gate: str
    verdict: str
    decided: int
    score: float | None = None
    rule: str = ""
    reason: str = ""
    details: str = "{}"
    waivers: tuple[str, ...] = ()
    who: str = ""
    why: str = ""
    head: str = ""
    synthetic: bool = True
    retention: str = "decisions"


@dataclass(frozen=True, slots=True)
class AcknowledgementRow:
    """Somebody of a KPI's audience having seen and understood a definition of it."""

    table: ClassVar[str] = "acknowledgements"

    id: UUID
    kpi: str
    definition: str
    audience: str
    at: int
    who: str = ""
    synthetic: bool = True
    retention: str = "decisions"


@dataclass(frozen=True, slots=True)
class SealRow:
    """The rows of one table and one UTC day having been written to a file, read back and compared.

    `day` is YYYY-MM-DD, `sealed` the table, `file` its path below the ledger's folder, `digest`
    sha256 of the file; `rows` lie between `first` and `last`, by `seq`.
    """

    table: ClassVar[str] = "seals"

    id: UUID
    day: str
    sealed: str
    file: str
    digest: str
    rows: int
    first: int
    last: int
    at: int
    synthetic: bool = True
    retention: str = "decisions"
