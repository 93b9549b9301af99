"""`onetake record`: watch somebody use a site, or talk to a bot, and write the journey down."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from threading import Thread
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK, exit_code
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.bring import Carried
from onetake.flows.record_chat import Talk, record_chat
from onetake.flows.record_site import Watched, record_site
from onetake.flows.taken import Taken, walk_taken
from onetake.reports.console import ConsoleReport
from onetake.words.deeds import Deed

Flag = Annotated[bool, Parameter(negative="")]


def record(
    url: str = "",
    *,
    chat: str = "",
    name: str = "",
    env: str = "",
    persona: str = "",
    unchecked: Flag = False,
    json: Flag = False,
    programme: Path = Path(),
) -> int:
    """Watch somebody use a site in a browser, write down the journey, and walk it at once.

    Alt and a click on a text write down that it is to be seen. Close the browser when done. What is
    typed into fields for passwords becomes a secret, of which only the name is written.

    Parameters
    ----------
    url
        Where to begin: https://shop.example
    chat
        Talk to this chat system of the programme, here in the terminal, instead.
    name
        The journey's goal, of which its file gets its name.
    env
        The environment; the first one when absent.
    persona
        Who talks to the bot.
    unchecked
        Only write it: do not walk it at once.
    json
        Print what was written as JSON; deeds and the check are told on standard error.
    programme
        The programme's folder; begun when there is none.
    """
    if bool(url) == bool(chat):
        raise UsageWrong(
            "record takes a site's address, or a chat system",
            hint="write: onetake record https://shop.example, or: onetake record --chat bot",
        )
    if chat:
        return _talk(Talk(programme, chat, name, env, persona), json, checked=not unchecked)
    return _watch(Watched(url, programme, name, env), json, checked=not unchecked)


def _talk(talk: Talk, json: bool, *, checked: bool) -> int:
    taken = record_chat(talk, _typed, _show)
    _told(taken.carried, json)
    return _walk(talk.folder, talk.environment, taken, json=json) if checked else OK


def _watch(watched: Watched, json: bool, *, checked: bool) -> int:
    print("a browser opens; use the site, then close it", file=sys.stderr, flush=True)
    taken = record_site(watched, _tell)
    _told(taken.carried, json)
    return _walk(watched.folder, watched.environment, taken, json=json) if checked else OK


def _walk(folder: Path, environment: str, taken: Taken, *, json: bool) -> int:
    """Walk what was written, and tell how it went; beside a JSON, on standard error."""
    with redirect_stdout(sys.stderr if json else sys.stdout):
        if taken.carried.to_add:
            print("\nnot walked: onetake.yaml lacks what stands above", flush=True)
            return OK
        print("\nwalking it at once:", flush=True)
        return exit_code(walk_taken(folder, environment, taken, [ConsoleReport()]), "failed")


def _tell(deed: Deed) -> None:
    """Tell a deed while somebody is being watched; never what was typed."""
    words = [deed.kind.replace("_", " "), deed.target.name or deed.heading or deed.title]
    if deed.kind == "page":
        words.append(deed.url)
    if deed.kind in ("choose", "press", "see"):
        words.append(deed.value)
    print("·", *(word for word in words if word), file=sys.stderr, flush=True)


def _told(carried: Carried, json: bool) -> None:
    if json:
        files = [str(file) for file in carried.written]
        left = [f"{item.place}: {item.what}: {item.why}" for item in carried.left]
        print(as_json({"schema": 1, "files": files, "left": left, "next": carried.next}))
        return
    for file in carried.written:
        print(f"wrote {file}")
    for file in carried.grown:
        print(f"added to {file}")
    for item in carried.left:
        print(f"not carried: {item.place}: {item.what}: {item.why}")
    if carried.to_add:
        print(f"\nadd this to onetake.yaml yourself:\n{carried.to_add}")
    for secret, what in carried.secrets.items():
        print(f"secret {secret}: {what}; export {secret.upper()}=… before you walk it again")


async def _typed() -> AsyncIterator[str]:
    """Yield the lines of standard input until it ends, or somebody presses Ctrl-C."""
    print("talk to it; end with Ctrl-D", file=sys.stderr, flush=True)
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        while line := sys.stdin.readline():
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    loop.add_signal_handler(signal.SIGINT, lines.put_nowait, "")
    Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line.rstrip("\n")


def _show(words: str, offered: Sequence[str]) -> None:
    if words:
        print(words, file=sys.stderr, flush=True)
    if offered:
        print(" ".join(f"[{label}]" for label in offered), file=sys.stderr, flush=True)
