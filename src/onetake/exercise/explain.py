"""Turns a plan into the values people read with `--explain`: the same steps that are walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps

from onetake.exercise.memory import first_memory, run_values
from onetake.exercise.plan import Errand, Plan, told_row
from onetake.exercise.ready import Act, Branches, Handover, Lanes, Loop, Node, Scope
from onetake.exercise.setting import Setting
from onetake.words.channel import Declared
from onetake.words.figure import Levels
from onetake.words.plan import PlannedRun, PlannedStep
from onetake.words.template import Template, Undefined

_LONGEST = 1000


def explain(plan: Plan, setting: Setting) -> Iterator[PlannedRun]:
    """Yield every run of a plan in words, then the journeys that will not be walked."""
    for errand in plan.errands:
        journey = errand.ready.journey
        yield PlannedRun(
            journey=journey.id,
            goal=journey.goal,
            persona=errand.persona.name if errand.persona else "",
            environment=setting.environment.name,
            tries=errand.tries,
            pass_rate=journey.pass_rate,
            row=errand.row_number,
            given=told_row(errand.row),
            steps=tuple(_steps(errand.ready.nodes, errand, setting)),
            always=tuple(_steps(errand.ready.always, errand, setting)),
            draft=journey.draft,
        )
    for journey, why in plan.skipped:
        yield PlannedRun(
            journey.id, journey.goal, "", setting.environment.name, 0, skipped=why,
            draft=journey.draft,
        )  # fmt: skip


def _steps(
    nodes: tuple[Node, ...], errand: Errand, setting: Setting, indent: int = 0, note: str = ""
) -> Iterator[PlannedStep]:
    for node in nodes:
        if isinstance(node, Act):
            yield _step(node, errand, setting, indent, note)
            note = ""
        elif isinstance(node, Branches):
            for number, (when, nested) in enumerate(node.branches):
                word = _conditions(when) if when else "otherwise"
                label = word if number == 0 or not when else f"or {word}"
                yield from _steps(nested, errand, setting, indent + 1, label)
        elif isinstance(node, Lanes):
            for name, nested in node.lanes:
                yield from _steps(nested, errand, setting, indent + 1, f"together: {name}")
        else:
            yield from _steps(node.nodes, errand, setting, indent + 1, _label(node))


def _label(node: Loop | Scope | Handover) -> str:
    if isinstance(node, Loop):
        return f"until {_expected(node.until.expect)}"
    if isinstance(node, Handover):
        return f"hand-off: must know {', '.join(node.knows)}"
    return node.note


def _step(act: Act, errand: Errand, setting: Setting, indent: int, note: str) -> PlannedStep:
    address = act.system.address_in(setting.environment.name)
    said = act.action.spoken() or _first(act)
    expected = _expected((*act.judge.selects, *act.judge.expects))
    conditions = [note, _conditions(act.step.when) if act.step.when else ""]
    return PlannedStep(
        number=act.number,
        name=act.name,
        phase=act.phase,
        speaker=act.step.speaker or (errand.persona.name if errand.persona else ""),
        action=act.step.word,
        says=_filled(said, errand, setting) if isinstance(said, Template) else "",
        system=act.system.name,
        address=_filled(address, errand, setting) if address else "",
        expected=expected,
        indent=indent,
        note="; ".join(item for item in conditions if item),
        sends=_sent(act, errand, setting),
        within=_levels(act.step.within),
        keeps=", ".join(f"{name} from {path}" for name, path in act.step.keep),
    )


def _filled(template: Template, errand: Errand, setting: Setting) -> str:
    """Fill in what is known before a run; secrets and kept names stay as written."""
    try:
        return template.text(_known(errand, setting))
    except Undefined:
        return template.written


def _known(errand: Errand, setting: Setting) -> dict[str, object]:
    return first_memory(
        environment=setting.environment,
        persona=errand.persona,
        row=errand.row,
        secrets={},
        run=run_values(1, "????????", setting.now()),
    )


def _first(act: Act) -> object:
    """Return what a scalar stands for in an action that says something, such as a path."""
    return getattr(act.action, act.action.shorthand, None) if act.action.says else None


def _sent(act: Act, errand: Errand, setting: Setting) -> str:
    """Return what goes along with what a step says: a body, a query, headers."""
    if not act.action.says:
        return ""

    known = _known(errand, setting)

    def told(value: object) -> object:
        if isinstance(value, Template):
            try:
                return value.value(known)
            except Undefined:
                return value.written
        if isinstance(value, Declared):
            return {name: told(getattr(value, name)) for name in sorted(value.model_fields_set)}
        if isinstance(value, Mapping):
            return {str(name): told(item) for name, item in value.items()}
        return [told(item) for item in value] if isinstance(value, list | tuple) else value

    fields = type(act.action).model_fields
    given = {
        fields[name].alias or name: told(getattr(act.action, name))
        for name in fields
        if name in act.action.model_fields_set and name != act.action.shorthand
    }
    texts = (
        f"{name}: {item if isinstance(item, str) else dumps(item, ensure_ascii=False, default=str)}"
        for name, item in given.items()
    )
    return ", ".join(texts)[:_LONGEST]


def _levels(within: Levels | Template | None) -> str:
    """Return limits as people read them: `1.5 s / 4 s`; a template stays as written."""
    if within is None or isinstance(within, Template):
        return within.written if within else ""
    levels = (within.minor, within.major)
    return " / ".join(f"{level:g} s" for level in levels if level is not None)


def _expected(expected: tuple[tuple[object, object], ...]) -> str:
    return ", ".join(f"{path} {matcher}" for path, matcher in expected)


def _conditions(condition: object) -> str:
    checks = getattr(condition, "checks", ())
    return "when " + " and ".join(f"{name} {matcher}" for name, matcher in checks)
