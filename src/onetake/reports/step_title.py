"""What a step is called where people look at it: its name, else what was done in it."""

from __future__ import annotations

from onetake.words.events import StepResult

_LONGEST = 48


def step_title(step: StepResult) -> str:
    """Return a step's name; for one without a name what it did: `click Log in`, `post /orders`."""
    if step.name and step.name != step.action:
        return step.name
    verb = step.action.partition(".")[2] or step.action
    said = " ".join(step.said.split())
    if not said:
        return step.action
    told = said if said.casefold().startswith(verb.casefold()) else f"{verb} {said}"
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"
