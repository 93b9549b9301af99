"""An IMAP server for one test: it speaks as much as is needed, and breaks where it is told."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_HEADER = re.compile(rb"^(?P<name>[\w-]+):.*(?:\r\n[ \t].*)*\r\n", re.MULTILINE)


@dataclass(slots=True)
class ImapServer:
    """A mailbox: mails by UID, and what goes wrong.

    `drops`: after how many bytes each of the next mails fetched breaks off. `hold`: a mail of this
    subject is delivered between NOOP and IDLE, and told of in one breath with IDLE's `+`.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    next: int = 1
    idle: bool = True
    starttls: bool = False
    password: str = "pw"
    folder: str = "INBOX"
    refuse: str = ""
    drops: list[int] = field(default_factory=list)
    breath: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    logins: int = 0
    port: int = 0
    greeting: bytes = b"* OK ready\r\n"
    uidnext: bool = True
    security: ssl.SSLContext | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    lines: set[asyncio.StreamWriter] = field(default_factory=set)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    def deliver(self, raw: bytes) -> int:
        """Put a mail in and tell those in IDLE."""
        self.next += 1
        self.mails[self.next - 1] = raw
        self.changed.set()
        self.changed = asyncio.Event()
        return self.next - 1

    def break_off(self) -> None:
        """Break every connection off."""
        for writer in list(self.lines):
            writer.transport.abort()

    async def until(self, word: str, times: int = 1) -> None:
        """Wait until a command came so often."""
        async with self.came:
            await self.came.wait_for(lambda: self._count(word) >= times)

    def _count(self, word: str) -> int:
        return sum(word in command for command in self.commands)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        self.lines.add(writer)
        writer.write(self.greeting)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                async with self.came:
                    self.commands.append(command)
                    self.came.notify_all()
                if await self._answer(tag, command, reader, writer):
                    break
                await writer.drain()
        self.lines.discard(writer)
        writer.close()

    async def _answer(self, tag, command, reader, writer) -> bool:
        """Answer a command; True when that ends the connection."""
        word, _, rest = command.removeprefix("UID ").partition(" ")
        word = word.upper()
        if word == "IDLE":
            await self._idle(tag, reader, writer)
            return False
        if word == "STARTTLS":
            writer.write(f"{tag} OK go on\r\n".encode())
            await writer.start_tls(self.security)
            return False
        if word == "FETCH" and self._fetch(rest, writer):
            await writer.drain()
            writer.transport.abort()
            return True
        writer.write(self._plain(tag, word, rest))
        return word == "LOGOUT"

    def _plain(self, tag: str, word: str, rest: str) -> bytes:
        offered = "IMAP4rev1" + " IDLE" * self.idle + " STARTTLS" * self.starttls
        exists = f"* {len(self.mails)} EXISTS\r\n"
        told = {
            "CAPABILITY": f"* CAPABILITY {offered}\r\n",
            "NOOP": exists,
            "LIST": f'* LIST () "/" "{self.folder}"\r\n',
            "LOGOUT": "* BYE\r\n",
            "EXAMINE": exists
            + f"* OK [UIDVALIDITY {self.validity}] fine\r\n"
            + (f"* OK [UIDNEXT {self.next}] next\r\n" if self.uidnext else ""),
        }.get(word, "")
        if word == "SEARCH":
            told = f"* SEARCH {' '.join(map(str, self._asked(rest)))}\r\n"
        if word == "LOGIN":
            self.logins += 1
            if self.refuse or f'"{self.password}"' not in rest:
                return f"{tag} NO {self.refuse or '[AUTHENTICATIONFAILED] wrong'}\r\n".encode()
        if word == "EXAMINE" and rest.strip('"') != self.folder:
            return f"{tag} NO no such folder\r\n".encode()
        return f"{told}{tag} OK {word} done\r\n".encode()

    def _asked(self, rest: str) -> list[int]:
        """Return the UIDs that `UID n:*` means: `*` is the last one, also below n."""
        last = max(self.mails, default=0)
        if rest.strip("() ") == "*":
            return [last] if last else []
        first = int(rest.rsplit(maxsplit=1)[-1].strip("()").partition(":")[0])
        return [uid for uid in self.mails if uid >= min(first, last)]

    def _fetch(self, rest: str, writer: asyncio.StreamWriter) -> bool:
        """Write what is asked for; True when the connection is to break off."""
        uids, _, wanted = rest.partition(" ")
        for uid in map(int, uids.split(",")):
            raw = self.mails.get(uid)
            if raw is None:
                continue
            begin = f"* {list(self.mails).index(uid) + 1} FETCH (UID {uid} ".encode()
            if "HEADER" in wanted:
                head = raw.partition(b"\r\n\r\n")[0] + b"\r\n"
                writer.write(begin + f"RFC822.SIZE {len(raw)} BODY[HEADER.FIELDS (TO)] ".encode())
                named = b"".join(found[0] for found in _HEADER.finditer(head)) + b"\r\n"
                writer.write(f"{{{len(named)}}}\r\n".encode() + named + b")\r\n")
                continue
            cut = re.search(r"<0\.(\d+)>", wanted)
            data = raw[: int(cut[1])] if cut else raw
            mark = b"<0>" if cut else b""
            writer.write(begin + b"BODY[]" + mark + f" {{{len(data)}}}\r\n".encode())
            if self.drops:
                writer.write(data[: self.drops.pop(0)])
                return True
            writer.write(data + b")\r\n")
        return False

    async def _idle(self, tag, reader, writer) -> None:
        changed = self.changed
        breath = b""
        if self.breath:
            self.deliver(self.breath.pop())
            breath = f"* {len(self.mails)} EXISTS\r\n".encode()
            changed = self.changed
        writer.write(b"+ idling\r\n" + breath)
        done = asyncio.ensure_future(reader.readline())
        while not done.done():
            told = asyncio.ensure_future(changed.wait())
            await asyncio.wait({done, told}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if changed.is_set():
                changed = self.changed
                writer.write(f"* {len(self.mails)} EXISTS\r\n".encode())
                await writer.drain()
        writer.write(f"{tag} OK idle done\r\n".encode())


@asynccontextmanager
async def imap_server(
    secured: ssl.SSLContext | None = None, **settings
) -> AsyncIterator[ImapServer]:
    """Serve a mailbox until the block ends; `secured`: with TLS from the first byte on."""
    mailbox = ImapServer(**settings)
    listening = await asyncio.start_server(mailbox.serve, "127.0.0.1", 0, ssl=secured)
    mailbox.port = listening.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        listening.close()
        mailbox.break_off()
