"""How many runs may go on at once on channels that bear only so many, such as browsers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from onetake.exercise.plan import Errand
from onetake.words.channel import Bounded, Channel


class Slots:
    """The places of bounded channels that are free in this process."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._most = {
            name: channel.at_once
            for name, channel in channels.items()
            if isinstance(channel, Bounded)
        }
        self._taken: Counter[str] = Counter()

    def free(self, errand: Errand) -> bool:
        """Tell if an errand could begin now."""
        return all(self._taken[name] < self._most[name] for name in self._bounded(errand))

    def take(self, errand: Errand) -> None:
        """Take a place on each bounded channel that an errand uses."""
        self._taken.update(self._bounded(errand))

    def give_back(self, errand: Errand) -> None:
        """Free the places that an errand took."""
        self._taken.subtract(self._bounded(errand))

    def _bounded(self, errand: Errand) -> frozenset[str]:
        if not self._most:
            return frozenset()
        acts = (*errand.ready.acts, *errand.ready.cleaning)
        return frozenset(act.step.channel for act in acts).intersection(self._most)
