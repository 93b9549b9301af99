"""The steps that a journey's code asked for, until they are walked; and who asks for one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from onetake.exercise.code_walk import Asked
from onetake.words.code import Call

_UNDOING: ContextVar[bool] = ContextVar("undoing", default=False)


@contextmanager
def undoing() -> Iterator[None]:
    """Let steps that are asked for inside, in tasks begun inside too, count as clean-up."""
    token = _UNDOING.set(True)
    try:
        yield
    finally:
        _UNDOING.reset(token)


def undoes() -> bool:
    """Tell if it is the clean-up that asks, not a task which the code began and left alone."""
    return _UNDOING.get()


class Pending:
    """Steps that were made, each with the task that walks it, if one does already."""

    def __init__(self) -> None:
        self._tasks: dict[Asked, asyncio.Task[object] | None] = {}
        self._first: Asked | None = None
        self.closed = False

    def add(self, asked: Asked) -> None:
        """Note a step that has to be awaited."""
        self._tasks[asked] = None

    def drop(self, asked: Asked) -> None:
        """Forget a step that others will walk."""
        self._tasks.pop(asked, None)

    @contextmanager
    def walking(self, asked: Asked) -> Iterator[None]:
        """Note who walks a step, until it is walked."""
        if asked in self._tasks:
            self._tasks[asked] = asyncio.current_task()
        try:
            yield
        finally:
            self.drop(asked)

    def close(self) -> None:
        """Break off what is still being walked: the code has ended, nobody awaits it."""
        self.closed, self._first = True, next(iter(self._tasks), None)
        for task in self._tasks.values():
            if task is not None:
                task.cancel()

    def left(self) -> Call | None:
        """Return the first step that was not walked to its end."""
        first = self._first or next(iter(self._tasks), None)
        return first.call if first else None
