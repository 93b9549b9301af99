"""Reads SLOs from slos/: OpenSLO v1 as it is, several objects a file; and writes them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from onetake.declare.compose import read_document
from onetake.declare.document import Document, Spot
from onetake.declare.files import load, yaml_files
from onetake.declare.nearest import nearest
from onetake.declare.openslo import KINDS, ObjectivePart, SloObject, TimeWindow
from onetake.declare.openslo_parts import PolicySpec, SliSpec, shorthand
from onetake.declare.validate import validate
from onetake.words.channel import Declared
from onetake.words.figure import FigureFault, duration
from onetake.words.kpi import DAY
from onetake.words.location import Fault
from onetake.words.programme import Programme
from onetake.words.slo import AlertRule, Indicator, Slo

OURS = "onetake"
SLOS = "slos"
"""The folder of a programme's SLOs."""

_BETWEEN = re.compile(r"^---[ \t]*(#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Read:
    """An object with the place where it stands."""

    value: Declared
    spot: Spot


Objects = Mapping[tuple[str, str], Read]
"""Objects by kind and name."""


def read_slos(folder: Path) -> tuple[dict[str, Slo], Objects, list[Fault]]:
    """Return the SLOs of a programme's folder by name, every object, and all faults."""
    objects: dict[tuple[str, str], Read] = {}
    faults: list[Fault] = []
    for item in yaml_files(folder, SLOS):
        whole = load(folder / item.file, item.file)
        if whole.value is None and not _BETWEEN.search(whole.text):
            faults += whole.faults
            continue
        for document in _documents(whole):
            for spot in _each(document):
                _add(spot, objects)
            faults += document.faults
    slos: dict[str, Slo] = {}
    for (kind, _), found in objects.items():
        if kind == "SLO":
            before = len(found.spot.document.faults)
            slos.update((slo.name, slo) for slo in _slos(found, objects))
            faults += found.spot.document.faults[before:]
    return slos, objects, faults


def promised(programme: Programme) -> Iterator[Slo]:
    """Yield an SLO for each journey, where it is for customers, as onetake.yaml promises."""
    promise = programme.promise
    if promise is None:
        return
    for environment in programme.facing or list(programme.environments)[-1:]:
        for journey in programme.journeys.values():
            if not journey.draft:
                name = f"{journey.id}@{environment}"
                title = f"{journey.id} in {environment}"
                counted = Indicator("journey", journey.id, environment)
                yield Slo(name, title, journey.owner, counted, promise.target, promise.window,
                          location=promise.location)  # fmt: skip


def written(objects: Iterable[Declared]) -> str:
    """Return objects as OpenSLO v1 has them, in one YAML file."""
    import yaml

    documents = [
        item.model_dump(mode="json", exclude_unset=True, by_alias=True) for item in objects
    ]
    return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True)


def _documents(whole: Document) -> Iterator[Document]:
    """Yield the objects of a file, each with the lines it has there."""
    line = 0
    for part in _BETWEEN.split(whole.text)[::2]:
        if part.strip():
            yield read_document(whole.file, ("\n" * line + part).encode())
        line += part.count("\n")


def _each(document: Document) -> Iterator[Spot]:
    """Yield the objects of a document: itself, or those of its list."""
    spot = Spot(document, (), document.value)
    if isinstance(spot.value, list):
        yield from (spot[number] for number in range(len(spot.value)))
    elif spot.value is not None:
        yield spot


def _add(spot: Spot, objects: dict[tuple[str, str], Read]) -> None:
    value = spot.value
    kind = str(value.get("kind", "")) if isinstance(value, dict) else ""
    model = KINDS.get(kind)
    if model is None:
        seen = f"{kind!r} is no kind of OpenSLO" if kind else "this is no object of OpenSLO"
        hint = nearest(kind, tuple(KINDS), "kinds")
        (spot["kind"] if kind else spot).fault("slo.kind", seen, hint=hint)
        return
    found = validate(spot, model)
    if found is None:
        return
    name = (kind, found.metadata.name)  # type: ignore[attr-defined]
    if name in objects:
        told = f"there is another {kind} called {name[1]}"
        spot["metadata"]["name"].fault("slo.twice", told, hint=f"see {objects[name].spot.location}")
        return
    objects[name] = Read(found, spot)


def _slos(found: Read, objects: Objects) -> Iterator[Slo]:
    """Yield an SLO for each of its objectives."""
    slo = found.value
    assert isinstance(slo, SloObject), "only SLOs have objectives"
    spec, several = slo.spec, len(slo.spec.objectives) > 1
    for number, part in enumerate(spec.objectives):
        inline, name = part.indicator or spec.indicator, part.indicatorRef or spec.indicatorRef
        sli = inline.spec if inline else _referred(found, objects, "SLI", name)
        if not isinstance(sli, SliSpec):
            continue
        label = part.displayName or str(number + 1)
        window = _window(spec.timeWindow)
        yield Slo(
            f"{slo.metadata.name}/{label}" if several else slo.metadata.name,
            part.displayName or slo.metadata.displayName or slo.metadata.name, spec.service,
            _indicator(sli, part, objects, found.spot),
            part.target if part.target is not None else (part.targetPercent or 0.0) / 100,
            slice=_slice(part) if spec.budgetingMethod != "Occurrences" else 0.0,
            slice_target=part.timeSliceTarget or 1.0,
            unreckoned=_unreckoned(sli, part, spec.budgetingMethod),
            rules=tuple(_rules(found, objects)), location=found.spot.location, **window,
        )  # fmt: skip


def _referred(found: Read, objects: Objects, kind: str, name: str) -> Declared | None:
    """Return the `spec` of an object that is named; note a name that leads nowhere."""
    if (kind, name) in objects:
        spec: Declared = objects[kind, name].value.spec  # type: ignore[attr-defined]
        return spec
    known = tuple(other for what, other in objects if what == kind)
    seen = f"there is no {kind} called {name!r}" if name else f"no {kind} is named"
    hint = nearest(name, known, kind) if known else f"write an object of kind {kind}"
    found.spot["spec"].fault("slo.reference", seen, hint=hint)
    return None


def _window(windows: tuple[TimeWindow, ...]) -> dict[str, Any]:
    if not windows:
        return {"window": 30 * DAY}
    count, unit, seconds = shorthand(windows[0].duration)
    made: dict[str, Any] = {"window": seconds, "unit": unit, "count": count}
    if calendar := windows[0].calendar:
        begun = calendar.startTime.replace(tzinfo=ZoneInfo(calendar.timeZone)).timestamp()
        made |= {"calendar": calendar.timeZone, "begun": begun}
    return made


def _slice(part: ObjectivePart) -> float:
    text = part.timeSliceWindow or "1"
    return float(text) * 60 if text.replace(".", "", 1).isdigit() else shorthand(text)[2]


def _unreckoned(sli: SliSpec, part: ObjectivePart, method: str) -> str:
    """Return why an SLO of our own rows cannot be told; nothing when it can."""
    if method == "RatioTimeslices":
        return "RatioTimeslices is not reckoned: write Timeslices or Occurrences"
    threshold = sli.thresholdMetric
    if threshold is None or part.value is None:
        return ""
    if part.op in ("gt", "gte"):
        return f"a threshold that is good above it ({part.op}) is not reckoned"
    source = threshold.metricSource.spec
    if isinstance(source, dict) and "kpi" in source:
        return "a threshold of a KPI's rows is not reckoned: write a KPI whose good says so"
    return ""


def _indicator(sli: SliSpec, part: ObjectivePart, objects: Objects, spot: Spot) -> Indicator:
    """Return what is counted; what is measured elsewhere is told by the name of its source."""
    ratio, threshold = sli.ratioMetric, sli.thresholdMetric
    metric = (ratio.raw or ratio.good or ratio.bad or ratio.total) if ratio else threshold
    assert metric is not None, "an indicator has a metric"
    source = metric.metricSource
    kind = source.type
    if not kind and (found := objects.get(("DataSource", source.metricSourceRef))):
        kind = found.value.spec.type  # type: ignore[attr-defined]
    spec = source.spec if isinstance(source.spec, dict) else {}
    if kind.casefold() != OURS or not {"journey", "kpi"} & spec.keys():
        return Indicator("foreign", foreign=kind or source.metricSourceRef or "elsewhere")
    within = part.value if threshold and part.value is not None else None
    if "within" in spec:
        try:
            within = duration(str(spec["within"]))
        except FigureFault as fault:
            spot["spec"].fault("slo.within", fault.seen, hint=fault.hint)
    failures = ratio is not None and (ratio.rawType == "failure" or metric is ratio.bad)
    of = "journey" if "journey" in spec else "kpi"
    return Indicator(of, str(spec[of]), str(spec.get("environment", "")), within, failures)  # type: ignore[arg-type]


def _rules(found: Read, objects: Objects) -> Iterator[AlertRule]:
    slo = found.value
    assert isinstance(slo, SloObject), "only SLOs have policies"
    for part in slo.spec.alertPolicies:
        policy = part.spec or _referred(found, objects, "AlertPolicy", part.alertPolicyRef)
        if not isinstance(policy, PolicySpec):
            continue
        for item in policy.conditions:
            spec = item.spec or _referred(found, objects, "AlertCondition", item.conditionRef)
            if spec is not None:
                condition = spec.condition  # type: ignore[attr-defined]
                yield AlertRule(
                    spec.severity,  # type: ignore[attr-defined]
                    condition.threshold, shorthand(condition.lookbackWindow)[2],
                    shorthand(condition.alertAfter)[2],
                )  # fmt: skip
