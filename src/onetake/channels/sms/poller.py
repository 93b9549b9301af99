"""Looks at a gateway's lists for all lines of one system, and asks what became of messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from onetake.channels.sms.client import Client, Passing
from onetake.channels.sms.gateway import Gateway
from onetake.channels.sms.mailbox import Mailbox
from onetake.channels.sms.reading import report_of
from onetake.channels.sms.subscriber import Subscriber, dispatch
from onetake.words.template import Undefined
from onetake.words.trouble import CannotTell, Trouble, Unreached

_TRIES = 3
"""A gateway that cannot answer this many times in a row is given up."""

_AT_ONCE = 8


@dataclass(slots=True)
class _Watch:
    """A message whose report is asked for."""

    line: Subscriber
    sending: str
    id: str


@dataclass(slots=True)
class Poller:
    """One task for all lines of a system; a line that joins hears only what comes after."""

    gateway: Gateway
    client: Client
    every: float
    _mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    _lines: dict[Subscriber, str] = field(default_factory=dict)
    _joining: set[Subscriber] = field(default_factory=set)
    _watches: list[_Watch] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether no line is left."""
        return not self._lines

    async def join(self, line: Subscriber) -> None:
        """Look once, so that all that is there is old for this line. Raises Trouble, Undefined."""
        if self.gateway.list_ is None:
            return
        key = line.number if _is_of_one_number(self.gateway) else ""
        if key not in self._mailboxes:
            self._mailboxes[key] = Mailbox(self.gateway.list_, self.gateway.message, key)
        self._lines[line] = key
        self._joining.add(line)
        try:
            await self._look(self._mailboxes[key])
        except BaseException:
            await self.leave(line)
            raise
        finally:
            self._joining.discard(line)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def standing(self, number: str) -> Iterable[str]:
        """Return the ids of what lies in a number's list now. Raises Trouble, Undefined."""
        if self.gateway.list_ is None:
            return ()
        mailbox = Mailbox(self.gateway.list_, self.gateway.message, number)
        await mailbox.look(self.client)
        return mailbox.known

    def watch(self, line: Subscriber, sending: str, gateway_id: str) -> None:
        """Ask from now on what becomes of a message, until its status is final."""
        self._watches = [watch for watch in self._watches if watch.line is not line]
        self._watches.append(_Watch(line, sending, gateway_id))

    async def leave(self, line: Subscriber) -> None:
        """Let a line go; the last one ends the task."""
        key = self._lines.pop(line, None)
        self._watches = [watch for watch in self._watches if watch.line is not line]
        if key is not None and key not in self._lines.values():
            self._mailboxes.pop(key, None)
        if not self._lines and self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        while True:
            await asyncio.sleep(self.every * 2**failures)
            try:
                await self._round()
                if failures:
                    self._tell(None)
                failures = 0
            except (Passing, Unreached) as trouble:
                failures += 1
                self._tell(trouble)
                if failures >= _TRIES:
                    self._end(trouble)
                    return
            except Trouble as trouble:
                self._end(trouble)
                return
            except Undefined as undefined:
                self._end(CannotTell("template", f"{undefined}, needed by the gateway"))
                return
            except Exception as error:  # noqa: BLE001 - nobody awaits this task
                reason = f"the sms channel broke: {type(error).__name__}: {error}"
                self._end(CannotTell("channel.crash", reason))
                return

    async def _round(self) -> None:
        """Look at every list and ask for every report, a few at a time."""
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(work: Callable[[], Awaitable[None]]) -> None:
            async with turns:
                await work()

        looks = (partial(self._look, mailbox) for mailbox in self._mailboxes.values())
        asks = (partial(self._ask, watch) for watch in self._watches)
        done = await asyncio.gather(*map(one, (*looks, *asks)), return_exceptions=True)
        for failure in done:
            if isinstance(failure, BaseException):
                raise failure

    async def _look(self, mailbox: Mailbox) -> None:
        async with mailbox.lock:
            for part in await mailbox.look(self.client):
                lines = [line for line, key in self._lines.items() if key == mailbox.number]
                dispatch(part, [line for line in lines if line not in self._joining])

    async def _ask(self, watch: _Watch) -> None:
        """Ask for a report; a gateway that does not know the message has none to give."""
        assert self.gateway.report.ask is not None
        try:
            answer = await self.client.ask(self.gateway.report.ask, {"id": watch.id})
        except (Passing, Unreached):
            raise
        except CannotTell as trouble:
            watch.line.miss(f"no delivery report can be asked for: {trouble.reason}")
            self._watches.remove(watch)
            return
        report = report_of(answer, self.gateway.report)
        watch.line.told(watch.sending, report)
        if report.status in self.gateway.report.final and watch in self._watches:
            self._watches.remove(watch)

    def _tell(self, trouble: Trouble | None) -> None:
        """Let all lines know that the gateway cannot be asked just now, or that it can again."""
        for line in self._lines:
            line.unsure(trouble)
            if trouble is not None:
                line.note(f"the gateway could not be asked: {trouble.reason}")

    def _end(self, trouble: Trouble) -> None:
        for line in list(self._lines):
            line.end(trouble)


def _is_of_one_number(gateway: Gateway) -> bool:
    """Tell if a gateway lists the messages of a number, not those of all."""
    assert gateway.list_ is not None
    return any("number" in template.names for template in gateway.list_.templates())
