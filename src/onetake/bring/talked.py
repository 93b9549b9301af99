"""Makes a journey's steps of a conversation that somebody had with a bot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onetake.bring.persons import templated

_CHANGING = re.compile(r"\S*\d\S*|\"[^\"]*\"|'[^']*'|https?://\S+")
_LONGEST = 60
Step = dict[str, object]


@dataclass(frozen=True, slots=True)
class Turn:
    """One side's words: `said` or `pressed` by the customer, else heard, with what was offered."""

    words: str
    by: str = "bot"
    offered: tuple[str, ...] = ()


def talked(turns: Sequence[Turn], attributes: Mapping[str, object]) -> list[Step]:
    """Return the steps that have the same conversation again; `attributes` are the persona's."""
    steps: list[Step] = []
    for turn in turns:
        if turn.by == "bot":
            steps.append({"chat.hear": _expected(turn, attributes)})
        else:
            action = "chat.press" if turn.by == "pressed" else "chat.say"
            steps.append({action: templated(turn.words, attributes)})
    return steps


def _expected(turn: Turn, attributes: Mapping[str, object]) -> object:
    words = telling(turn.words)
    told: Step = {"contains": templated(words, attributes)} if words else {}
    if turn.offered:
        told["buttons"] = [templated(label, attributes) for label in turn.offered]
    if not told:
        return {"exists": True}
    return told["contains"] if set(told) == {"contains"} else told


def telling(text: str) -> str:
    """Return the words of an answer that most likely are the same next time.

    That is the longest part of a line without numbers, quotations and addresses, cut between words.
    """
    parts = [
        part.strip(" ,;:.–-()") for line in text.splitlines() for part in _CHANGING.split(line)
    ]
    best = max(parts, key=len, default="")
    if len(best) <= _LONGEST:
        return best
    return best[:_LONGEST].rsplit(" ", 1)[0]
