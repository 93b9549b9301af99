"""Resolves the secrets that a plan needs, and no others, before anything is walked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from errno import ENOENT
from pathlib import Path

from onetake.declare.secrets import resolve
from onetake.errors import ProgrammeWrong
from onetake.exercise.plan import Plan
from onetake.exercise.ready import Act, Branches, Handover, Loop, Node, Scope, acts_in, nodes_of
from onetake.words.programme import Programme, Secret
from onetake.words.steps import Condition
from onetake.words.template import Template, TemplateFault, templates_in


def secrets_for(
    plan: Plan, programme: Programme, environment: str, folder: Path
) -> Mapping[str, str]:
    """Return the values of all secrets that the plan's steps and systems name in an environment.

    Raises ProgrammeWrong for one that has no value, with the places tried.
    """
    wanted = dict.fromkeys(
        template_name.split(".")[1]
        for template in _templates(plan, environment)
        for template_name in template.names
        if template_name.startswith("secret.")
    )
    scripts = (errand.ready.journey.script for errand in plan.errands)
    named = (name for script in scripts if script for name in script.secrets)
    wanted |= dict.fromkeys(name for name in named if name in programme.secrets)
    return {name: secret_value(programme.secrets[name], folder) for name in wanted}


def secret_value(secret: Secret, folder: Path) -> str:
    """Return a secret's value; its file may be relative to the programme's folder.

    Raises ProgrammeWrong when it has none, with the places tried.
    """

    def read(path: str) -> str:
        try:
            return (folder / Path(path).expanduser()).read_text("utf-8")
        except RuntimeError as error:  # nobody of this name has a home
            raise OSError(ENOENT, str(error)) from None

    return resolve(secret, os.environ, read)


def filled(
    text: str, programme: Programme, folder: Path, what: str, *, turn: Callable[[str], str] = str
) -> str:
    """Return a text with the secrets it names filled in, each as `turn` makes it.

    `what` says what the text is. Raises ProgrammeWrong for what is no declared secret, or has no
    value.
    """
    try:
        template = Template.parse(text)
        names = {name.removeprefix("secret.") for name in template.names}
        if unknown := sorted(names - set(programme.secrets)):
            raise ProgrammeWrong(
                f"{what} asks for {unknown[0]!r}, which is no declared secret",
                hint="declare it in onetake.yaml: secrets: {NAME: {}}, and write ${secret.NAME}",
            )
    except TemplateFault as fault:
        raise ProgrammeWrong(f"{what}: {fault}", hint="write ${secret.NAME}") from None
    values = {name: turn(secret_value(programme.secrets[name], folder)) for name in names}
    return template.text({"secret": values})


def _templates(plan: Plan, environment: str) -> Iterator[Template]:
    seen: set[int] = set()
    for errand in plan.errands:
        ready = errand.ready
        if id(ready) in seen:
            continue
        seen.add(id(ready))
        for nodes in (ready.nodes, ready.always):
            yield from _values(nodes)
            for act in acts_in(nodes):
                yield from _of_act(act, environment)


def _of_act(act: Act, environment: str) -> Iterator[Template]:
    yield from templates_in(act.action)
    yield from templates_in([matcher for _, matcher in (*act.judge.selects, *act.judge.expects)])
    yield from templates_in(act.system.address_in(environment))
    yield from templates_in(act.system.settings)
    yield from templates_in([act.step.within, act.step.patience])
    yield from _of_condition(act.step.when)


def _of_condition(condition: Condition | None) -> Iterator[Template]:
    if condition:
        yield from templates_in([matcher for _, matcher in condition.checks])


def _values(nodes: tuple[Node, ...]) -> Iterator[Template]:
    """Yield the templates that blocks bring beside their steps."""
    for node in nodes:
        if not isinstance(node, Act):
            yield from _of_condition(node.when)
        if isinstance(node, Handover):
            yield from (Template.parse(f"${{{name}}}") for name in node.knows)
        elif isinstance(node, Scope):
            yield from templates_in(node.values)
        elif isinstance(node, Loop):
            yield from templates_in([matcher for _, matcher in node.until.expect])
        elif isinstance(node, Branches):
            for when, _ in node.branches:
                yield from _of_condition(when)
        for inside in nodes_of(node):
            yield from _values(inside)
