"""Tells whether a name in `${…}` has a value at some place of a programme, and if not, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onetake.declare.document import Spot
from onetake.declare.modifiers import RESERVED
from onetake.declare.nearest import nearest
from onetake.words.programme import Environment, Persona
from onetake.words.template import Template, Undefined, look_up

_RUN = ("id", "number", "date")


@dataclass(slots=True)
class Scope:
    """What may be named: where, by whom, with which rows; `kept` surely has a value, `maybe` may.

    `personas` and `rows` are None where any may be meant, such as in a system's settings.
    """

    environments: tuple[Environment, ...]
    secrets: Mapping[str, object]
    personas: tuple[Persona, ...] | None = None
    rows: tuple[Mapping[str, object], ...] | None = None
    kept: set[str] = field(default_factory=set)
    maybe: set[str] = field(default_factory=set)
    later: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a name has no value, how to mend it, and whether it surely has none."""

    message: str
    hint: str
    severity: str = "error"


def note_unknown(spot: Spot, templates: Iterator[Template], scope: Scope) -> None:
    """Note each name of templates below a spot that has no value in a scope, where it stands."""
    complaints = {
        name: complaint
        for template in templates
        for name in template.names
        if (complaint := complain(name, scope)) is not None
    }
    for leaf in spot.leaves() if complaints else ():
        if not isinstance(leaf.value, str) or "${" not in leaf.value:
            continue
        for name in dict.fromkeys(Template.parse(leaf.value).names):
            found = complaints.get(name)
            if found:
                leaf.fault_at(
                    "template.unknown",
                    found.message,
                    "${" + name,
                    hint=found.hint,
                    severity=found.severity,
                )


def complain(name: str, scope: Scope) -> Complaint | None:
    """Return why a dotted name has no value, or None when it has one."""
    root, _, rest = name.partition(".")
    if root in scope.kept:
        return None
    if root in _ROOTS:
        return _ROOTS[root](rest, scope)
    if root in scope.maybe:
        return Complaint(
            f"'${{{name}}}' may have no value here: it is kept only when some steps are walked",
            f"walk this step only then: when: {{{root}: {{exists: true}}}}",
            "warning",
        )
    if root in scope.later:
        return Complaint(f"'${{{name}}}' has no value yet: a later step keeps it", "move this down")
    return Complaint(
        f"'${{{name}}}' has no value: no step before this one keeps it",
        nearest(root, (*scope.kept, *scope.maybe, *(f"{kind}.…" for kind in RESERVED)), "names"),
    )


def _environment(rest: str, scope: Scope) -> Complaint | None:
    for environment in scope.environments:
        if rest != "name" and rest not in environment.values:
            known = (*environment.values, "name")
            return Complaint(
                f"the environment {environment.name!r} has no value {rest!r}",
                nearest(rest, known, f"values of {environment.name}", "add it in onetake.yaml"),
            )
    return None


def _secret(rest: str, scope: Scope) -> Complaint | None:
    if rest in scope.secrets:
        return None
    declare = f"declare it in onetake.yaml: secrets: {{{rest}: {{env: {rest.upper()}}}}}"
    return Complaint(
        f"the secret {rest!r} is not declared", nearest(rest, scope.secrets, "secrets", declare)
    )


def _persona(rest: str, scope: Scope) -> Complaint | None:
    if scope.personas is None:
        return None
    if not scope.personas:
        return Complaint(
            f"'${{persona.{rest}}}' has no value: no persona walks this journey",
            "name one: personas: [NAME]",
        )
    for persona in scope.personas:
        if not _has({"id": persona.name, **persona.attributes}, rest):
            add = f"add it in personas/{persona.name}.yaml"
            return Complaint(
                f"the persona {persona.name!r} has no {rest!r}",
                nearest(rest, persona.attributes, f"{persona.name} has", add),
            )
    return None


def _data(rest: str, scope: Scope) -> Complaint | None:
    if scope.rows is None:
        return None
    if not scope.rows:
        return Complaint(
            f"'${{data.{rest}}}' has no value: this journey has no table",
            "name one: data: data/NAME.csv",
        )
    for number, row in enumerate(scope.rows if "." in rest else scope.rows[:1], 1):
        if not _has(row, rest):
            where = f"row {number} of the table" if "." in rest else "the table"
            return Complaint(f"{where} has no {rest!r}", nearest(rest, row, "columns"))
    return None


def _run(rest: str, scope: Scope) -> Complaint | None:
    if rest in _RUN:
        return None
    return Complaint(f"a run has no {rest!r}", nearest(rest, _RUN, "a run has"))


def _has(values: Mapping[str, object], rest: str) -> bool:
    try:
        look_up(values, rest)
    except Undefined:
        return False
    return True


_ROOTS = {
    "environment": _environment, "secret": _secret, "persona": _persona, "data": _data, "run": _run,
}  # fmt: skip
