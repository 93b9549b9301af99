"""The files of a programme that what was brought becomes, and the account of what was left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onetake.bring.drafted import Brought
from onetake.bring.naming import slug
from onetake.bring.written import journey_text, part_text, system_text, yaml_of

ACCOUNT = "BROUGHT.md"


@dataclass(frozen=True, slots=True)
class Needs:
    """What onetake.yaml must hold: an environment's values, and names of secrets."""

    environment: str
    values: Mapping[str, object]
    secrets: Mapping[str, str]


def files_of(brought: Sequence[Brought], *, owner: str) -> dict[str, str]:
    """Return the texts of all files but onetake.yaml, by their path in the programme."""
    return {path: text for one in brought for path, text in _files(one, owner)}


def _files(one: Brought, owner: str) -> Iterator[tuple[str, str]]:
    for journey in one.journeys:
        yield f"journeys/{journey.name}.yaml", journey_text(journey, owner=owner)
    for part in one.parts:
        yield f"parts/{part.name}.yaml", part_text(part)
    for system in one.systems:
        origin = f"Brought from {one.kind}"
        yield f"systems/{system.name}.yaml", system_text(system, origin=origin)
    for name, persona in one.personas.items():
        comment = (
            f"An invented customer, with what was typed in {one.kind}.\n"
            "Put another value where this is a real person's."
        )
        yield f"personas/{name}.yaml", yaml_of(persona, comment=comment)
    for name, text in one.tables.items():
        yield f"data/{name}", text


def needs_of(brought: Sequence[Brought]) -> Needs:
    """Return what all of it needs of onetake.yaml."""
    names = [slug(one.environment, joint="-") for one in brought if one.environment]
    return Needs(
        names[0] if names else "dev",
        {name: value for one in brought for name, value in one.values.items()},
        {name: what for one in brought for name, what in one.secrets.items()},
    )


def programme_text(name: str, needs: Needs) -> str:
    """Return the text of a new programme's onetake.yaml."""
    tree: dict[str, object] = {"programme": name, "owner": "digital"}
    tree["environments"] = {needs.environment: {"values": dict(needs.values)}}
    comment = "The programme: where your customers' journeys are walked."
    text = yaml_of(tree, comment=comment)
    if needs.secrets:
        told = "".join(
            f"  {name}: {{env: {name.upper()}}}".ljust(40) + f" # {what}\n"
            for name, what in needs.secrets.items()
        )
        text += f"secrets:                       # names only: values come from outside\n{told}"
    return text


def lacking_text(needs: Needs) -> str:
    """Return what an onetake.yaml needs, as it is written there."""
    tree: dict[str, object] = {}
    if needs.values:
        tree["environments"] = {needs.environment: {"values": dict(needs.values)}}
    if needs.secrets:
        tree["secrets"] = {name: {"env": name.upper()} for name in needs.secrets}
    return yaml_of(tree) if tree else ""


def account_of(one: Brought, written: Sequence[str], stayed: Sequence[str]) -> str:
    """Return the section of BROUGHT.md about one foreign file."""
    lines = [f"## {one.source}", "", f"This is {one.kind}. It became:", ""]
    lines += [f"- `{path}`" for path in written]
    if stayed:
        lines += ["", "These were there already, and stayed as they were:", ""]
        lines += [f"- `{path}`" for path in stayed]
    if one.secrets:
        lines += ["", "Secrets: give each a value before you walk.", ""]
        lines += [f"- `{name}`: {what}" for name, what in one.secrets.items()]
    if one.left:
        lines += ["", "Not carried as it was:", "", "| where | what | why |", "| --- | --- | --- |"]
        lines += [f"| {_cell(left.place)} | `{_cell(left.what)}` | {_cell(left.why)} |"
                  for left in one.left]  # fmt: skip
    else:
        lines += ["", "All of it was carried."]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("|", "\\|").replace("`", "'")).strip()
