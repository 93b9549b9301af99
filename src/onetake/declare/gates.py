"""Reads gates: ours in gates/, and Keptn's slo.yaml (spec 1.0) as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from onetake.declare.document import Spot
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.figure import FigureFault
from onetake.words.policy import AnyOf, Comparison, Criterion, Gate, Weighed

_CRITERION = re.compile(r"(<=|>=|<|>|=)\s*([+-]?)(\d+(?:\.\d+)?)\s*(%?)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%?")
_HINT = "write <=600, >=95, or beside releases before: <=+10%, >=-5"


def criterion(text: object) -> Criterion:
    """Return `<=600` as a fixed criterion, `<=+10%` or `>=-5` as one beside what was before.

    A sign makes it relative; a percent sign without one is only a unit. Raises FigureFault.
    """
    found = _CRITERION.fullmatch(str(text).strip())
    if not found:
        raise FigureFault(f"{str(text)!r} is no criterion", _HINT)
    sign, direction, number, percent = found.groups()
    value = float(f"{direction}{number}")
    relative: Literal["percent", "points"] | None = None
    if direction:
        relative = "percent" if percent else "points"
    return Criterion(sign, value, relative)  # type: ignore[arg-type]


def _all_of(value: object) -> tuple[Criterion, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(criterion(item) for item in items)


def _criteria(value: object) -> object:
    """Return `>=95` or `[>=95, <=+10%]`, which must all hold, as one group."""
    return (_all_of(value),) if value not in (None, "") else ()


def _keptn_criteria(value: object) -> object:
    """Return Keptn's list of groups: one of them must hold, with all its criteria."""
    if not isinstance(value, list) or not all(
        isinstance(item, dict) and set(item) == {"criteria"} for item in value
    ):
        raise FigureFault("Keptn's criteria are a list", 'write - criteria: ["<=600"]')
    return tuple(_all_of(item["criteria"]) for item in value)


def _percent(value: object) -> object:
    found = _PERCENT.fullmatch(str(value).strip())
    if not found or float(found[1]) > 100:
        raise FigureFault(f"{str(value)!r} is no score", "write a score from 0 to 100, such as 90%")
    return float(found[1])


_TEXTS = {"type": ["string", "array"], "items": {"type": "string"}}
_GROUPS = {"type": "array", "items": {"type": "object"}}
_SCORE = {"type": ["string", "number"]}
Criteria = Annotated[AnyOf, BeforeValidator(_criteria), WithJsonSchema(_TEXTS)]
KeptnCriteria = Annotated[AnyOf, BeforeValidator(_keptn_criteria), WithJsonSchema(_GROUPS)]
Percent = Annotated[float, BeforeValidator(_percent), WithJsonSchema(_SCORE)]
Aggregate = Literal["avg", "p50", "p90", "p95"]
Results = Literal["pass", "pass_or_warn", "all"]


class WeighedPart(Declared):
    """One objective: exactly one of journey, kpi, findings and budget, and its criteria."""

    journey: str = Field("", description="Journeys by id or wildcard; the worst of them counts.")
    kpi: str = Field("", description="A KPI's id.")
    findings: str = Field(
        "", description="How many findings are major, or minor or graver; or of a check: sponsor.*"
    )
    budget: str = Field("", description="An SLO's name: percent left of its error budget.")
    passes: Criteria = Field(
        (), alias="pass", description="All must hold: >=95, or beside releases before: <=+10%."
    )
    warns: Criteria = Field((), alias="warn", description="If these hold, it is a warning.")
    weight: float = Field(1.0, ge=0, description="How much it counts.")
    key: bool = Field(False, description="Whether the gate is shut when this fails.")
    title: str = Field("", description="What it is called in decisions.")


class ComparisonPart(Declared):
    """Which releases before are compared with."""

    number: int = Field(3, ge=1, description="How many of them.")
    results: Results = Field("pass", description="Those that passed, also warned, or all.")
    aggregate: Aggregate = Field("avg", description="How their figures become one.")


class GateFile(Declared):
    """gates/NAME.yaml: what a release has to meet to go into an environment."""

    environments: tuple[str, ...] = Field((), description="Where the gate leads.")
    walked_in: str = Field(
        "", description="Where journeys are walked for it; else in the environment before."
    )
    objectives: tuple[WeighedPart, ...] = Field(min_length=1, description="What it looks at.")
    comparison: ComparisonPart = Field(
        ComparisonPart(), description="Which releases before are compared with."
    )
    passes: Percent = Field(90.0, alias="pass", description="The score that passes, such as 90%.")
    warns: Percent = Field(75.0, alias="warn", description="The score that passes with a warning.")


class KeptnObjective(Declared):
    """An objective of Keptn's; its `sli` is one of our KPIs."""

    sli: str
    displayName: str = ""  # noqa: N815 - Keptn's own key
    passes: KeptnCriteria = Field((), alias="pass")
    warning: KeptnCriteria = ()
    weight: float = Field(1.0, ge=0)
    key_sli: bool = False


class KeptnComparison(Declared):
    """Which evaluations before are compared with, in Keptn's words."""

    compare_with: Literal["single_result", "several_results"] = "single_result"
    include_result_with_score: Results = "pass"
    number_of_comparison_results: int = Field(1, ge=1)
    aggregate_function: Aggregate = "avg"


class KeptnScore(Declared):
    """The score that passes, and that warns."""

    passes: Percent = Field(90.0, alias="pass")
    warning: Percent = 75.0


class KeptnFile(Declared):
    """Keptn's slo.yaml, spec 1.0."""

    spec_version: Literal["1.0", "0.1.1", "0.1.0"]
    filter: Mapping[str, Any] | None = None
    comparison: KeptnComparison = KeptnComparison()
    objectives: tuple[KeptnObjective, ...]
    total_score: KeptnScore = KeptnScore()


def read_gate(spot: Spot, name: str) -> Gate | None:
    """Return a gate, or None; every fault is noted in its file."""
    if isinstance(spot.value, dict) and "spec_version" in spot.value:
        return _keptn(spot, name)
    head = validate(spot, GateFile)
    if head is None:
        return None
    if head.warns > head.passes:
        spot["warn"].fault("gate.scores", f"warn {head.warns:g} is above pass {head.passes:g}",
                           hint="a warning takes a lower score than a pass")  # fmt: skip
    objectives = [_weighed(item, spot["objectives"][at]) for at, item in enumerate(head.objectives)]
    _check_weights(spot, head.objectives)
    compared = head.comparison
    return Gate(
        name, head.environments, head.walked_in,
        tuple(item for item in objectives if item),
        Comparison(compared.number, compared.results, compared.aggregate),
        head.passes, head.warns, spot.location,
    )  # fmt: skip


def _check_weights(
    spot: Spot, objectives: tuple[WeighedPart, ...] | tuple[KeptnObjective, ...]
) -> None:
    if not any(item.weight for item in objectives):
        spot["objectives"].fault("gate.weight", "no objective weighs anything, so nothing passes",
                                 hint="give those that decide a weight above 0")  # fmt: skip


def _weighed(part: WeighedPart, spot: Spot) -> Weighed | None:
    named = [(of, getattr(part, of)) for of in ("journey", "kpi", "findings", "budget")]
    given = [(of, name) for of, name in named if name]
    if len(given) != 1:
        seen = f"{' and '.join(of for of, _ in given)} together" if given else "nothing to look at"
        spot.fault("gate.objective", f"an objective with {seen}",
                   hint="write one of journey, kpi, findings and budget")  # fmt: skip
        return None
    [(of, name)] = given
    if of != "journey" and not part.passes and part.weight:
        spot.fault("gate.criteria", f"nothing says when {of} {name} passes",
                   hint='write pass: ">=80", or weight: 0 to have it only shown')  # fmt: skip
        return None
    return Weighed(
        of,  # type: ignore[arg-type]
        name, part.passes, part.warns, part.weight, part.key, part.title, spot.location,
    )  # fmt: skip


def _keptn(spot: Spot, name: str) -> Gate | None:
    head = validate(spot, KeptnFile)
    if head is None:
        return None
    _check_weights(spot, head.objectives)
    compared = head.comparison
    number = compared.number_of_comparison_results
    if compared.compare_with == "single_result":
        number = 1
    return Gate(
        name, (), "",
        tuple(
            Weighed("kpi", item.sli, item.passes, item.warning, item.weight, item.key_sli,
                    item.displayName, spot["objectives"][at].location)
            for at, item in enumerate(head.objectives)
        ),
        Comparison(number, compared.include_result_with_score, compared.aggregate_function),
        head.total_score.passes, head.total_score.warning, spot.location,
    )  # fmt: skip
