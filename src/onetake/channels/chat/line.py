"""A persona's line to a bot: sends what is said, takes what arrives, remembers what was offered."""

from __future__ import annotations

import asyncio
import json
from collections import ChainMap, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Literal

from aiohttp import ClientError, ClientWebSocketResponse, WSCloseCode, WSMsgType

from onetake.channels.chat.client import Client, kept
from onetake.channels.chat.connector import Connector, Send
from onetake.channels.chat.message import Button, Message
from onetake.channels.chat.reading import messages_in, parse
from onetake.words.clock import now
from onetake.words.ids import uuid7
from onetake.words.line import Inbox
from onetake.words.template import Undefined, as_text, fill
from onetake.words.transcript import entry
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached

MOST_PENDING = 1000
"""A bot that says more than this before anybody listens is talking for ever."""

_CLOSING_TIME = 1.0
_POLLS_IN_VAIN = 3
"""A customer's window asks again, too; after so many failures in a row the conversation is over."""

_REMEMBERED = 200
_LONGEST_REMEMBERED = 2000


class ChatLine:
    """An open conversation; each line has tasks, cookies and a memory of its own."""

    __slots__ = ("_client", "_connector", "_give_back", "_offered", "_opened", "_said", "_socket",
                 "_tasks", "_values", "inbox")  # fmt: skip

    def __init__(
        self,
        connector: Connector,
        client: Client,
        values: ChainMap[str, object],
        give_back: Callable[[], Awaitable[None]],
    ) -> None:
        self.inbox = Inbox()
        self._connector = connector
        self._client = client
        self._values = values
        self._give_back: Callable[[], Awaitable[None]] | None = give_back
        self._offered: list[Button] = []
        self._opened = now()
        self._said: deque[tuple[float, str, str]] = deque(maxlen=_REMEMBERED)
        self._socket: ClientWebSocketResponse[Literal[False]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Begin to take what arrives. Raises Trouble, Undefined."""
        how = self._connector.listen
        if how is None:
            return
        if how.socket is not None:
            self._socket = await self._client.socket(how, self._values)
            self._begin(self._receive)
        else:
            self._begin(self._poll)

    async def say(self, text: str) -> None:
        """Send a text; returns when it is on its way. Raises Trouble, Undefined."""
        await self._send(self._connector.say, "we", text, {"text": text})

    async def press(self, name: str) -> None:
        """Press a button that was offered since the last saying. Raises Trouble, Undefined."""
        button = self._find(name)
        values = {
            "text": button.text,
            "button": {"label": button.label, "value": button.value, "text": button.text},
        }
        send = self._connector.press or self._connector.say
        await self._send(send, "we press", button.label, values)

    async def close(self) -> None:
        """End the conversation and every task of it; a second time does nothing."""
        give_back, self._give_back = self._give_back, None
        if give_back is None:
            return
        self.inbox.close(CannotTell("line.closed", "this line is closed"))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket is not None:
            # A bot that goes on talking would keep the closing handshake waiting for ever.
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSING_TIME):
                    await self._socket.close()
        await self._client.close()
        await give_back()

    def transcript(self) -> bytes:
        """Return the last of what was said and heard, with seconds since the line was opened."""
        lines = [entry(at, f"{who}: {text}") for at, who, text in self._said]
        if not lines:
            lines.append("(nothing was said or heard)")
        elif len(lines) == _REMEMBERED:
            lines.insert(0, "(what came before is not kept)")
        return "\n".join(lines).encode("utf-8", "replace")

    def _find(self, name: str) -> Button:
        offered = self._offered
        found = [button for button in offered if button.is_called(name)]
        found = found or [button for button in offered if as_text(button.value) == name]
        if found:
            return found[-1]
        labels = ", ".join(repr(button.label) for button in offered) or "nothing"
        raise CustomerNotices("button.missing", f"no button {name!r}; offered: {labels}")

    async def _send(self, send: Send, who: str, text: str, words: Mapping[str, object]) -> None:
        if self.inbox.closed is not None:
            raise self.inbox.closed
        self._offered.clear()
        self._note(who, text)
        values = self._values.new_child({"id": uuid7().hex, **words})
        if send.url is None:
            await self._send_frame(send, values)
            return
        sent = asyncio.get_running_loop().create_future()
        task = self._begin(partial(self._ask, send, values, sent))
        await asyncio.wait({task, sent}, return_when=asyncio.FIRST_COMPLETED)
        if task.done() and self.inbox.closed is not None:
            raise self.inbox.closed

    async def _send_frame(self, send: Send, values: ChainMap[str, object]) -> None:
        assert self._socket is not None
        if send.text is not None:
            frame = send.text.text(values)
        else:
            frame = json.dumps(fill(send.json_, values), ensure_ascii=False, default=str)
        try:
            await self._socket.send_str(frame)
        except (ClientError, OSError) as error:
            lost = Unreached("connection.lost", f"the connection to the bot is lost: {error}")
            self.inbox.close(lost)
            raise lost from None

    async def _ask(
        self, send: Send, values: ChainMap[str, object], sent: asyncio.Future[None]
    ) -> None:
        answer = await self._client.request(send, values, sent)
        self._values.update(kept(send.keep, answer))
        if self._connector.listen is None:
            self._take(answer)

    async def _receive(self) -> None:
        socket = self._socket
        assert socket is not None
        while True:
            frame = await socket.receive()
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                raise _ended(frame.type, frame.data, frame.extra, code=socket.close_code)
            self._take(parse(frame.data))

    async def _poll(self) -> None:
        how = self._connector.listen
        assert how is not None
        failed = 0
        while True:
            try:
                answer = await self._client.ask(how, self._values)
                failed = 0
            except (CustomerNotices, Unreached):
                failed += 1
                if failed == _POLLS_IN_VAIN:
                    raise
                await asyncio.sleep(how.every)
                continue
            self._values.update(kept(how.keep, answer))
            self._take(answer)
            await asyncio.sleep(how.every)

    def _take(self, answer: object) -> None:
        """Put the bot's messages of an answer into the inbox. Raises CustomerNotices."""
        for message in messages_in(answer, self._connector, self._values):
            if len(self.inbox.pending) >= MOST_PENDING:
                reason = f"the bot does not stop: {MOST_PENDING} messages lie unheard"
                raise CustomerNotices("ceiling.arrivals", reason)
            self._offered.extend(message.offered)
            self._note("bot", _shown(message))
            self.inbox.put(message)

    def _begin(self, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Let what goes wrong in a task of this line end the line, for its next user to see."""
        try:
            await work()
        except Trouble as trouble:
            self.inbox.close(trouble)
        except Undefined as undefined:
            self.inbox.close(CannotTell("template", f"{undefined}, needed by the connector"))
        except Exception as error:  # noqa: BLE001 - never the bot's fault, and nobody awaits it
            reason = f"the chat channel broke: {type(error).__name__}: {error}"
            self.inbox.close(CannotTell("channel.crash", reason))

    def _note(self, who: str, text: str) -> None:
        at = now() - self._opened
        self._said.append((at, who, text[:_LONGEST_REMEMBERED]))


def _ended(kind: WSMsgType, data: object, why: str | None, *, code: int | None) -> Trouble:
    """Return why a WebSocket gives nothing more."""
    if kind is WSMsgType.CLOSE:
        reason = f"the bot ended the conversation ({code}{f': {why}' if why else ''})"
        return CustomerNotices("connection.lost", reason)
    if code == WSCloseCode.MESSAGE_TOO_BIG:
        return CustomerNotices("body.size", f"a message is too large (`largest`): {data}")
    if kind is WSMsgType.ERROR:
        return CustomerNotices("websocket.protocol", f"the bot broke the protocol: {data}")
    return Unreached("connection.lost", "the connection to the bot broke off")


def _shown(message: Message) -> str:
    parts = [message.text] if message.text is not None else []
    parts += [f"[{button.label}]" for button in message.offered]
    parts += [f"<{url}>" for url in message.media]
    return " ".join(parts) or as_text(message.raw)
