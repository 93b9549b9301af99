"""What a run knows: who walks, where, the row of its table, and what was kept on the way."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime

from onetake.words.path import ABSENT
from onetake.words.programme import Environment, Persona
from onetake.words.steps import Condition
from onetake.words.template import Undefined, fill, look_up


def first_memory(
    *,
    environment: Environment,
    persona: Persona | None,
    row: Mapping[str, object] | None,
    secrets: Mapping[str, str],
    run: Mapping[str, object],
) -> dict[str, object]:
    """Return the names a run starts with; what it keeps is added beside them."""
    return {
        "environment": {**environment.values, "name": environment.name},
        "persona": of_persona(persona),
        "data": row or {},
        "secret": secrets,
        "run": run,
    }


def of_persona(persona: Persona | None) -> Mapping[str, object]:
    """Return what `${persona.…}` may name; `persona.id` is the file's name."""
    return {"id": persona.name, **persona.attributes} if persona else {}


def spoken_as(memory: MutableMapping[str, object], persona: Persona) -> Mapping[str, object]:
    """Return the memory as another persona sees it; what is kept is shared."""
    return ChainMap({"persona": of_persona(persona)}, memory)


def run_values(number: int, identity: str, started: float) -> dict[str, object]:
    """Return what `${run.…}` may name: id (8 characters), number of the try, date (UTC)."""
    date = datetime.fromtimestamp(started, UTC).date().isoformat()
    return {"id": identity[-8:], "number": number, "date": date}


def holds(condition: Condition | None, memory: Mapping[str, object]) -> bool:
    """Tell if a `when` holds; a name without a value counts as absent."""
    if condition is None:
        return True
    return all(
        matcher.grade(_value(memory, name), memory)[0] < 2 for name, matcher in condition.checks
    )


def filled(values: Mapping[str, object], memory: Mapping[str, object]) -> dict[str, object]:
    """Return the values an include is given, filled in. Raises Undefined."""
    return {name: fill(value, memory) for name, value in values.items()}


def _value(memory: Mapping[str, object], name: str) -> object:
    try:
        return look_up(memory, name)
    except Undefined:
        return ABSENT
