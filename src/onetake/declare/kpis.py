"""Reads KPIs: the dictionary that comes with Onetake, and a company's own or adopted ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from onetake.declare.amounts import TargetOr
from onetake.declare.compose import read_document
from onetake.declare.document import Spot
from onetake.declare.keeping import Span
from onetake.declare.nearest import nearest
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.figure import duration
from onetake.words.kpi import Kpi, Reckoning
from onetake.words.location import Fault


def _span(value: object) -> object:
    return value if isinstance(value, float | int) else duration(str(value))


_TAKES = {
    "ratio": ("good",), "net": ("good", "bad"), "mean": ("value",), "median": ("value",),
    "sum": ("value",), "rate": ("value",),
}  # fmt: skip
_MEANS = {
    "good": "say in SQL which rows are good, such as good: score >= 4",
    "bad": "say in SQL which rows are bad, such as bad: score <= 6",
    "value": "say in SQL what a row's figure is, such as value: talk + hold",
}
FollowUp = Annotated[float, BeforeValidator(_span), WithJsonSchema({"type": "string"})]


class ReckoningPart(Declared):
    """How the figure is worked out of rows, in SQL as DuckDB reads it."""

    kind: Literal["ratio", "mean", "median", "net", "sum", "rate"] = Field(
        description="What is done with the rows: ratio is the share of those that are good."
    )
    rows: str = Field(description="A table of the ledger, or issues, sessions, changes, found.")
    where: str = Field("", description="Which of them count: the population with exclusions.")
    good: str = Field("", description="What makes a row good, for ratio and net.")
    bad: str = Field("", description="What makes a row bad, for net.")
    value: str = Field("", description="The figure of a row, for mean, median, sum and rate.")
    at: str = Field(description="The column that says when, in microseconds.")
    follow_up: FollowUp = Field(0.0, description="How long a row is provisional, such as 7d.")


class AnswerPart(Declared):
    """Who answers for a KPI, and what it should be."""

    owner: str = Field("", description="The team that answers for it; none is a finding.")
    audience: tuple[str, ...] = Field(
        (), description="Who is told, and acknowledges changes; nobody is a finding."
    )
    target: TargetOr = Field(
        None, description="What it should be, {at_least: 80%}; nothing is a finding."
    )
    guard: tuple[str, ...] = Field((), description="KPIs that must not get worse for it.")
    minimum: int | None = Field(
        None, ge=1, description="Fewer rows make it unknown: 30, or what an adopted one has."
    )
    window: Span | None = Field(None, description="Over how long: 30d, or what an adopted one has.")


class KpiFile(AnswerPart):
    """kpis/NAME.yaml: one of Onetake's KPIs that is adopted, or one of the company's own."""

    use: str = Field("", description="One of Onetake's, such as csat.top2; all else is its own.")
    version: int = Field(1, ge=1, description="One more whenever the definition changes.")
    title: str = Field("", description="What it is called.")
    formula: str = Field("", description="How it is worked out, in words.")
    reckoning: ReckoningPart | None = Field(None, description="How it is worked out, exactly.")
    unit: str = Field("", description="Its unit, such as s or points; of a ratio %.")
    better: Literal["more", "less"] = Field("more", description="Which way is better.")
    counted: Literal["real", "synthetic", "both"] = Field(
        "real", description="Whose rows count: real customers', invented ones', or both."
    )
    exclusions: str = Field("", description="What does not count, in words.")
    source: str = Field("", description="Where the definition comes from.")
    dialect: str = Field("", description="The vendor whose variant it is.")
    note: str = Field("", description="How that variant differs.")


def read_kpi(spot: Spot, name: str) -> Kpi | None:
    """Return a company's KPI, or None; every fault is noted in its file."""
    head = validate(spot, KpiFile)
    if head is None:
        return None
    if head.use:
        return _adopted(spot, head)
    if not _is_whole(spot, head):
        return None
    kpi = _defined(name.replace("/", "."), head, spot)
    ours = shipped().get(kpi.name)
    if ours is not None and ours.digest != kpi.digest:
        spot.fault(
            "kpi.twice",
            f"{kpi.name} is one of Onetake's, and defined otherwise there",
            hint="give this file another name, or adopt that one: use: " + kpi.id,
        )
    return kpi


def _is_whole(spot: Spot, head: KpiFile) -> bool:
    """Return whether a definition says all that its figure takes; what lacks is noted."""
    lacking = [key for key in ("title", "formula", "reckoning") if not getattr(head, key)]
    for key in lacking:
        spot.fault("key.missing", f"{key!r} is missing",
                   hint="write it, or use: one of Onetake's KPIs")  # fmt: skip
    part = head.reckoning
    if part is None:
        return False
    for key in (key for key in _TAKES[part.kind] if not getattr(part, key).strip()):
        lacking.append(key)
        spot["reckoning"].fault("key.missing", f"a {part.kind} takes {key!r}, which is missing",
                                hint=_MEANS[key])  # fmt: skip
    if part.kind != "ratio" and not head.unit:
        lacking.append("unit")
        spot.fault("key.missing", f"'unit' is missing, and a {part.kind} is no percentage",
                   hint='write it, such as unit: s, unit: points or unit: "of 5"')  # fmt: skip
    return not lacking


def by_name(found: Iterable[Kpi]) -> dict[str, Kpi]:
    """Return KPIs by `id@version`."""
    return {kpi.name: kpi for kpi in found}


def known_by_id(own: Mapping[str, Kpi]) -> dict[str, Kpi]:
    """Return every KPI by its id: a company's own (by `id@version`) before Onetake's."""
    return {kpi.id: kpi for kpi in (*shipped().values(), *own.values())}


def kpi_called(name: str, own: Mapping[str, Kpi]) -> Kpi | None:
    """Return the KPI with an id, or an `id@version`: a company's own before Onetake's."""
    known = reversed({**shipped(), **own}.values())
    return next((kpi for kpi in known if name in (kpi.id, kpi.name)), None)


def doubled(found: Iterable[Kpi]) -> Iterator[Fault]:
    """Yield a fault for each file whose KPI another file has, too."""
    first: dict[str, Kpi] = {}
    for kpi in found:
        if (other := first.setdefault(kpi.name, kpi)) is not kpi:
            told = f"{kpi.name} is already adopted in {other.location.file}"
            yield Fault(kpi.location, told, "delete one of the two files", "kpi.twice")


@cache
def shipped() -> Mapping[str, Kpi]:
    """Return the KPIs that come with Onetake, by `id@version`."""
    found = []
    for file in sorted(files("onetake.kpis").iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".yaml"):
            continue
        document = read_document(f"kpis/{file.name}", file.read_bytes())
        spot = Spot(document, (), document.value)
        head = validate(spot, KpiFile)
        if head is None or document.faults:
            raise ValueError(f"{file.name}: {document.faults}")
        found.append(_defined(file.name.removesuffix(".yaml"), head, spot))
    return by_name(found)


def _adopted(spot: Spot, head: KpiFile) -> Kpi | None:
    ours = {kpi.id: kpi for kpi in shipped().values()} | dict(shipped())
    kpi = ours.get(head.use)
    if kpi is None:
        hint = nearest(head.use, tuple(ours), "KPIs")
        spot["use"].fault("kpi.unknown", f"there is no KPI {head.use!r}", hint=hint)
        return None
    taken = ("use", *AnswerPart.model_fields)
    for key in sorted(head.model_fields_set.difference(taken)):
        told = f"{key!r} does nothing beside use: {kpi.id} is Onetake's"
        hint = f"adopting takes {', '.join(taken[1:])}; else define your own, without use:"
        spot[key].fault("kpi.adopted", told, hint=hint, key=True)
    return replace(_answered(kpi, head, spot), adopted=True)


def _defined(name: str, head: KpiFile, spot: Spot) -> Kpi:
    part = head.reckoning
    assert part is not None, "who defines a KPI says how it is worked out"
    reckoning = Reckoning(
        part.kind, part.rows, part.where, part.good, part.bad, part.value, part.at, part.follow_up
    )
    kpi = Kpi(
        name, head.version, head.title, head.formula, reckoning, head.unit or "%", head.better,
        head.counted, head.exclusions, source=head.source, dialect=head.dialect, note=head.note,
    )  # fmt: skip
    return _answered(kpi, head, spot)


def _answered(kpi: Kpi, head: AnswerPart, spot: Spot) -> Kpi:
    """Return a KPI with those who answer for it."""
    return replace(
        kpi,
        owner=head.owner,
        audience=head.audience,
        target=head.target,
        guard=head.guard,
        minimum=head.minimum or kpi.minimum,
        window=head.window or kpi.window,
        location=spot.location,
    )
