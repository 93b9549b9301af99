"""Turns a plan into the values people read with `--explain`: the same steps that are walked."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.exercise.memory import first_memory, run_values
from onetake.exercise.plan import Errand, Plan
from onetake.exercise.ready import Act, Branches, Handover, Lanes, Loop, Node, Scope
from onetake.exercise.setting import Setting
from onetake.words.plan import PlannedRun, PlannedStep
from onetake.words.template import Template, Undefined


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
    spoken = act.action.spoken()
    expected = _expected((*act.judge.selects, *act.judge.expects))
    conditions = [note, _conditions(act.step.when) if act.step.when else ""]
    return PlannedStep(
        number=act.number,
        name=act.name,
        phase=act.phase,
        speaker=act.step.speaker or (errand.persona.name if errand.persona else ""),
        action=act.step.word,
        says=_filled(spoken, errand, setting) if spoken else "",
        system=act.system.name,
        address=_filled(address, errand, setting) if address else "",
        expected=expected,
        indent=indent,
        note="; ".join(item for item in conditions if item),
    )


def _filled(template: Template, errand: Errand, setting: Setting) -> str:
    """Fill in what is known before a run; secrets and kept names stay as written."""
    memory = first_memory(
        environment=setting.environment,
        persona=errand.persona,
        row=errand.row,
        secrets={},
        run=run_values(1, "????????", setting.now()),
    )
    try:
        return template.text(memory)
    except Undefined:
        return template.written


def _expected(expected: tuple[tuple[object, object], ...]) -> str:
    return ", ".join(f"{path} {matcher}" for path, matcher in expected)


def _conditions(condition: object) -> str:
    checks = getattr(condition, "checks", ())
    return "when " + " and ".join(f"{name} {matcher}" for name, matcher in checks)
