"""Counts what a journey costs its customer: turns, repeats and logins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onetake.words.programme import Effort
from onetake.words.verdict import Ruling, Verdict

_QUESTION = re.compile(r"[^.!?\n]*\?")
_WORD = re.compile(r"\w+")
_POLITE = """
a am an and are be can could do enter for give have i is kindly may me my need now our please
provide say tell the to type us we what whats would you your
bitte das der die du es ihr ihre ihren ist kannst können könnten nennen sagen sie und uns was wie
wir
avez donner est indiquer je la le les merci pouvez pourriez quel quelle s saisir svp vos votre vous
cual cuál dar dígame el es favor indique por puede qué su sus una
"""
_MANNERS = frozenset(_POLITE.split())
"""Words that ask politely, in the languages customers meet most; the rest is what is asked for."""


@dataclass(slots=True)
class Tally:
    """The effort so far; each method returns a ruling when its budget is passed."""

    budget: Effort
    turns: int = 0
    repeats: int = 0
    logins: int = 0
    _asked: dict[str, int] = field(default_factory=dict)
    _told: dict[str, int] = field(default_factory=dict)

    def said(self, text: str, step: int) -> Ruling | None:
        """Count a turn; telling the same details again is a repeat."""
        self.turns += 1
        if self.budget.turns is not None and self.turns > self.budget.turns:
            return self._past("turns", f"the customer had to say {self.turns} things")
        told = _fold(text)
        if not _tells_details(told):
            return None
        before = self._told.setdefault(told, step)
        if before == step:
            return None
        self.repeats += 1
        return self._repeated(f"the customer had to say {text!r} again, said at step {before}")

    def heard(self, text: str, step: int) -> Ruling | None:
        """Count the questions asked a second time."""
        ruling: Ruling | None = None
        for question in _QUESTION.findall(text):
            folded = _asked_for(question)
            if not folded:
                continue
            before = self._asked.setdefault(folded, step)
            if before != step:
                self.repeats += 1
                asked = f"the customer is asked again: {question.strip()!r}, asked at step {before}"
                ruling = ruling or self._repeated(asked)
        return ruling

    def logged_in(self) -> Ruling | None:
        """Count a login."""
        self.logins += 1
        if self.budget.logins is not None and self.logins > self.budget.logins:
            return self._past("logins", f"the customer had to log in {self.logins} times")
        return None

    def _repeated(self, reason: str) -> Ruling | None:
        if self.budget.repeats is None or self.repeats <= self.budget.repeats:
            return None
        return Ruling(
            Verdict.FAILED, "effort.repeats", f"{reason} ({self._limit('repeats')})",
            f"{self.repeats} repeats",
        )  # fmt: skip

    def _past(self, what: str, reason: str) -> Ruling:
        seen = f"{getattr(self, what)} {what}"
        return Ruling(Verdict.FAILED, f"effort.{what}", f"{reason}; {self._limit(what)}", seen)

    def _limit(self, what: str) -> str:
        return f"the budget is {getattr(self.budget, what)} {what}"


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _asked_for(question: str) -> str:
    """Return what a question is about: the same, however politely each channel asks."""
    words = _WORD.findall(question.casefold())
    return " ".join([word for word in words if word not in _MANNERS] or words)


def _tells_details(folded: str) -> bool:
    """Tell a detail (a number, a sentence) from a word such as yes, which may be said often."""
    return sum(map(str.isdigit, folded)) >= 4 or folded.count(" ") >= 2
