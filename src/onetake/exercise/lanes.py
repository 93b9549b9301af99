"""Lets lanes that are walked at once wait for the names that each other keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from onetake.exercise.ready import Act


class Promises:
    """The names that the lanes of one block will keep, until each lane is over."""

    def __init__(self, lanes: Mapping[str, Iterable[Act]]) -> None:
        self._open = {lane: frozenset(_kept(acts)) for lane, acts in lanes.items()}
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._stuck = False

    def kept(self) -> None:
        """Wake every lane that waits: a step ended, and may have kept what it waits for."""
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_result(None)

    def over(self, lane: str) -> None:
        """Note that a lane is over and keeps nothing more."""
        self._open.pop(lane, None)
        self._note_stuck()
        self.kept()

    async def wait(self, lane: str, act: Act, memory: Mapping[str, object]) -> None:
        """Wait until a step's names have values, or until nobody is left who would keep them."""
        for name in act.needs:
            while name not in memory and self._is_promised(lane, name):
                future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting[lane] = future
                self._note_stuck()
                await future

    def _is_promised(self, lane: str, name: str) -> bool:
        others = (names for other, names in self._open.items() if other != lane)
        return not self._stuck and any(name in names for names in others)

    def _note_stuck(self) -> None:
        """Wake all when each waits for another: none of them would ever go on."""
        if self._open and self._waiting.keys() >= self._open.keys():
            self._stuck = True
            self.kept()


def _kept(acts: Iterable[Act]) -> Iterable[str]:
    return (name for act in acts for name in act.keeps)
