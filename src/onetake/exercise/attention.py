"""Attends to all words of a run, whatever the channel: effort, order and hand-offs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from onetake.exercise.effort import Tally
from onetake.exercise.handoff import HandoffWatch
from onetake.exercise.listen import Taken
from onetake.exercise.order import OrderWatch
from onetake.exercise.ready import Act
from onetake.words.channel import Heard, Memory
from onetake.words.path import ABSENT, Path
from onetake.words.programme import Journey
from onetake.words.verdict import Ruling

LONGEST_WORDS = 500
"""Characters of what was said or heard that a step's result holds."""

_TEXT = Path.parse("text")
Rulings = list[Ruling | None]


def words_of(heard: Heard) -> str:
    """Return the words of what was heard, as far as they are shown."""
    text = heard.fact(_TEXT)
    return text[:LONGEST_WORDS] if isinstance(text, str) else ""


class Attention:
    """What is said and heard in a run, by and to its own customer on every channel."""

    def __init__(self, journey: Journey) -> None:
        self.tally = Tally(journey.effort)
        self._handoffs: list[HandoffWatch] = []
        self._order = OrderWatch(journey.order)
        self._ordered = any(moment.matcher for order in journey.order for moment in order)

    @contextmanager
    def handing_over(self, watch: HandoffWatch) -> Iterator[None]:
        """Let a hand-off take what is said and heard inside."""
        self._handoffs.append(watch)
        try:
            yield
        finally:
            self._handoffs.remove(watch)

    def said(self, act: Act, text: str, memory: Memory, *, customer: bool) -> Rulings:
        """Take what a step says; only what the journey's own customer says costs effort."""
        rulings: Rulings = []
        if customer and act.action.login:
            rulings.append(self.tally.logged_in())
        if customer and act.action.turn:
            rulings.append(self.tally.said(text, act.number))
        if text:
            rulings.append(self._order.happened("said", text, memory))
            rulings += [
                watch.said(text, act.system.name) for watch in self._handoffs if watch.covers(act)
            ]
        return rulings

    def heard(self, act: Act, taken: Taken, memory: Memory, *, customer: bool) -> Rulings:
        """Take all that a step consumed; an answer that came with its saying asks nothing."""
        asks = customer and not act.action.says
        watching = [watch for watch in self._handoffs if watch.covers(act)]
        if not (asks or watching or self._ordered):
            return []
        rulings: Rulings = []
        for arrival in taken.arrivals:
            heard = act.prepared.read([arrival])
            text = heard.fact(_TEXT) if heard is not None else ABSENT
            if not isinstance(text, str) or not text:
                continue
            if asks:
                rulings.append(self.tally.heard(text, act.number))
            rulings.append(self._order.happened("heard", text, memory))
            for watch in watching:
                watch.heard(text)
        return rulings

    def ended(self, act: Act, memory: Memory) -> Ruling | None:
        """Take that a named step ended, which is a moment of `order`, too."""
        return self._order.happened("step", act.step.name, memory) if act.step.name else None
