"""Keeps what a step heard under the names its journey uses later."""

from __future__ import annotations

from onetake.exercise.ready import Act
from onetake.words.channel import Heard, Memory
from onetake.words.path import ABSENT
from onetake.words.verdict import Ruling, Verdict


def keep(act: Act, heard: Heard, memory: Memory, kept: dict[str, object]) -> Ruling | None:
    """Put named groups and declared facts into `kept`; a fact that is not there fails the step."""
    for path, matcher in act.judge.gathers:
        kept.update(matcher.groups(heard.fact(path), memory))
    for name, path in act.step.keep:
        value = heard.fact(path)
        if value is ABSENT:
            reason = f"there is no {path} to keep as {name}"
            return Ruling(Verdict.FAILED, "keep", reason, "nothing")
        kept[name] = value
    return None
