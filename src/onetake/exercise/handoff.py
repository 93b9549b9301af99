"""Watches a hand-off: what was said on one channel must be known on the next."""

from __future__ import annotations

import re
from collections.abc import Mapping

from onetake.exercise.ready import Act, Handover, acts_in
from onetake.words.template import as_text, look_up
from onetake.words.verdict import Ruling, Verdict

_WORD = re.compile(r"\w+")
_MOSTLY_DIGITS = 4


class HandoffWatch:
    """Takes what is said and heard in the steps of one hand-off, on the second channel."""

    def __init__(self, handover: Handover, memory: Mapping[str, object]) -> None:
        """Note what must be known; raises Undefined for a name that has no value."""
        self._steps = frozenset(act.number for act in acts_in(handover.nodes))
        self._values = {name: as_text(look_up(memory, name)) for name in handover.knows}
        self._unknown = dict(self._values)

    def covers(self, act: Act) -> bool:
        """Tell if a step is one of the hand-off's."""
        return act.number in self._steps

    def heard(self, text: str) -> None:
        """Take what the second channel says: what it names, it knows."""
        self._unknown = {
            name: value for name, value in self._unknown.items() if not _names(text, value)
        }

    def said(self, text: str, system: str) -> Ruling | None:
        """Return a ruling when the customer says what should have been known."""
        for name, value in self._unknown.items():
            if _names(text, value):
                reason = f"the customer had to tell {system} again: {name} is {value!r}"
                return Ruling(Verdict.FAILED, "handoff.told", reason, text)
        return None

    def missing(self) -> Ruling | None:
        """Return a ruling when something was never shown to be known; asked at the end."""
        if not self._unknown:
            return None
        lacking = ", ".join(f"{name} ({value!r})" for name, value in self._unknown.items())
        reason = f"after the hand-off nothing showed that this was known: {lacking}"
        return Ruling(Verdict.FAILED, "handoff.knows", reason, "nothing")


def _names(text: str, value: str) -> bool:
    """Tell if a text names a value, whatever case, spaces and punctuation either has."""
    words, wanted = _WORD.findall(text.casefold()), _WORD.findall(value.casefold())
    if f" {' '.join(wanted)} " in f" {' '.join(words)} ":
        return True
    joined = "".join(wanted)
    return sum(map(str.isdigit, joined)) >= _MOSTLY_DIGITS and joined in "".join(words)
