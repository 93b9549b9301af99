"""Waits for what a step wants to hear; the only place that waits for arrivals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from onetake.exercise.ready import Act
from onetake.words.channel import Heard, Memory
from onetake.words.clock import now
from onetake.words.line import Arrival, Inbox
from onetake.words.verdict import Ruling, Verdict

LONGEST_RUN = 20
"""At most this many arrivals are joined to one thing heard."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took: the thing heard, when its last part arrived, and every arrival consumed."""

    heard: Heard
    at: float
    arrivals: tuple[Arrival, ...]


def came_with_saying(act: Act, inbox: Inbox) -> Taken | None:
    """Return the one answer that its saying has already brought, as an api does; else None."""
    pending = inbox.pending
    if len(pending) != 1 or act.judge.selects or not act.action.says:
        return None
    heard = act.prepared.read(pending)
    if heard is None:
        return None
    inbox.pending = []
    return Taken(heard, pending[0].at, tuple(pending))


@dataclass(slots=True)
class Ear:
    """Listens on one inbox for one step, from `since` to `deadline` on the event loop's clock.

    `guard` is called whenever something arrived and raises Trouble when it is too much.
    """

    act: Act
    inbox: Inbox
    memory: Memory
    since: float
    deadline: float
    quiet: float
    guard: Callable[[], None]

    async def listen(self) -> Taken | Ruling:
        """Return what the step took, or why nothing fitted. Raises what ended the line."""
        if self.act.judge.closing:
            return await self._after_quiet()
        tried = 0
        while True:
            self.guard()
            taken = self._first_match(tried)
            if taken is not None:
                return taken
            tried = len(self.inbox.pending)
            if not await self._more(self.deadline):
                return self._missed()

    def _first_match(self, tried: int) -> Taken | None:
        """Try each new arrival alone, then joined with those just before it."""
        pending = self.inbox.pending
        for end in range(tried, len(pending)):
            for start in range(end, max(-1, end - LONGEST_RUN), -1):
                run = pending[start : end + 1]
                heard = self.act.prepared.read(run)
                if heard is None or self.act.judge.takes(heard, self.memory) is not None:
                    continue
                return Taken(heard, pending[end].at, tuple(self.inbox.take(end + 1)))
        return None

    async def _after_quiet(self) -> Taken | Ruling:
        """Judge all that arrived once nothing more comes: later words could still break it."""
        quiet = max(self.quiet, self.inbox.quiet)
        while True:
            self.guard()
            ended = self.inbox.closed
            if ended is None and await self._more(min(now() + quiet, self.deadline)):
                continue
            if ended is None and self._is_unsure():
                continue
            pending = self.inbox.pending
            heard = self.act.prepared.read(pending)
            if heard is not None:
                forbidden = self.act.judge.forbidden(heard, self.memory)
                if forbidden is not None:
                    return forbidden
                if ended is not None:
                    raise ended
                if self.act.judge.takes(heard, self.memory) is None:
                    at = pending[-1].at if pending else now()
                    return Taken(heard, at, tuple(self.inbox.take(len(pending))))
            if now() >= self.deadline or not await self._more(self.deadline):
                return self._missed()

    def _is_unsure(self) -> bool:
        """Tell if a silence proves nothing yet. Raises the doubt once there is no time left."""
        doubt = self.inbox.doubt()
        if doubt is not None and now() >= self.deadline:
            raise doubt
        return doubt is not None

    async def _more(self, until: float) -> bool:
        if self.inbox.closed is not None:
            raise self.inbox.closed
        return await self.inbox.more(until - now())

    def _missed(self) -> Ruling:
        """Tell what came instead since the customer last spoke, or that nothing did.

        Raises what makes that doubtful.
        """
        doubt = self.inbox.doubt()
        if doubt is not None:
            raise doubt
        pending = [arrival for arrival in self.inbox.pending if arrival.at >= self.since]
        heard = self.act.prepared.read(pending[-LONGEST_RUN:]) if pending else None
        why = self.act.judge.takes(heard, self.memory) if heard is not None else None
        if why is None:
            wanted = self.act.judge.wanted(self.memory)
            reason = f"nothing was heard{wanted} before patience ran out"
            why = Ruling(Verdict.FAILED, "patience", reason, "nothing")
        known = self.inbox.explain()
        return replace(why, reason=f"{why.reason}; {known}") if known else why
