"""Finds names in a charter that nothing has: a KPI, an SLO, an environment, a check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from onetake.align.known import INFLUENCES
from onetake.declare.kpis import kpi_called, shipped
from onetake.declare.nearest import nearest
from onetake.words.charter import Charter
from onetake.words.judged import GRAVITY
from onetake.words.location import Fault, Location
from onetake.words.policy import Gate, Weighed
from onetake.words.programme import Programme

_DEFINE = "define it in kpis/NAME.yaml"


def misnamed(
    folder: Path, programme: Programme, charter: Charter, checks: Iterable[str]
) -> tuple[Fault, ...]:
    """Return a fault for each name that nothing has; `checks` are the names of all checks."""
    found = _found(programme, charter, tuple(checks))
    return tuple(replace(fault, source=_line(folder, fault.location)) for fault in found)


def _found(programme: Programme, charter: Charter, checks: tuple[str, ...]) -> Iterator[Fault]:
    for team in programme.teams.values():
        for item in team.objectives:
            yield from _wanted(item.kpi, item.location, charter)
            for guard in item.guard:
                yield from _wanted(guard, item.location, charter)
    for kpi in charter.kpis.values():
        for guard in kpi.guard:
            yield from _wanted(guard, kpi.location, charter)
    for gate in charter.gates.values():
        yield from _places(gate, programme)
        for weighed in gate.objectives:
            yield from _weighed(weighed, programme, charter, checks)


def _wanted(name: str, where: Location, charter: Charter) -> Iterator[Fault]:
    """Yield what is wrong with a KPI that somebody wants; a family such as csat will do."""
    known = (*shipped().values(), *charter.kpis.values())
    if any(kpi.is_called(name) for kpi in known):
        return
    edges = (*INFLUENCES, *charter.influences)
    if name in {end for edge in edges for end in (edge.cause, edge.effect)}:
        told = f"nothing counts {name}: whether it is reached cannot be told"
        yield Fault(where, told, _DEFINE, "kpi.undefined", "warning")
    else:
        hint = nearest(name, (kpi.id for kpi in known), "KPIs", _DEFINE)
        yield Fault(where, f"there is no KPI {name!r}", hint, "kpi.unknown")


def _places(gate: Gate, programme: Programme) -> Iterator[Fault]:
    known = programme.environments
    for name in (*gate.environments, gate.walked_in):
        if name and name not in known:
            told = f"there is no environment {name!r}"
            hint = nearest(name, known, "environments")
            yield Fault(gate.location, told, hint, "gate.environment")


def _weighed(
    item: Weighed, programme: Programme, charter: Charter, checks: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with what a gate looks at: nothing there could never fail."""
    name, where = item.name, item.location
    if item.of == "kpi" and kpi_called(name, charter.kpis) is None:
        known = (*shipped().values(), *charter.kpis.values())
        family = ", ".join(dict.fromkeys(kpi.id for kpi in known if kpi.is_called(name)))
        hint = nearest(name, (kpi.id for kpi in known), "KPIs", _DEFINE)
        hint = f"name one of {family}" if family else hint
        yield Fault(where, f"there is no KPI {name!r}", hint, "gate.kpi")
    elif item.of == "budget" and name not in charter.slos:
        hint = nearest(name, charter.slos, "SLOs", "write it in slos/, as OpenSLO")
        yield Fault(where, f"there is no SLO {name!r}", hint, "gate.budget")
    elif item.of == "findings" and name not in GRAVITY and not _any(name, checks):
        hint = nearest(name, checks, "checks", "write major, minor or info")
        yield Fault(where, f"no check is called {name!r}", hint, "gate.findings")
    elif item.of == "journey" and not _any(name, programme.journeys):
        hint = nearest(name, programme.journeys, "journeys")
        yield Fault(where, f"no journey is called {name!r}", hint, "gate.journey", "warning")


def _line(folder: Path, where: Location) -> str:
    try:
        return (folder / where.file).read_text("utf-8").splitlines()[where.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return ""


def _any(pattern: str, names: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names)
