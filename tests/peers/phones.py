"""What a test does at the switchboard: send and receive short messages as telephones do."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from debian import debian, libraries
from install import alone
from keeper import peer
from switchboard import FAKESMSC, HOOKS

GOT = re.compile(r"Got message \d+: <(?P<line>.*)>$")
LINE = re.compile(
    r"(?P<sender>\S+) (?P<to>\S+) (?:udh (?P<udh>\S+) )?(?P<kind>text|data|ucs-2) (?P<body>.*)"
)
CHARSETS = {"ucs-2": "utf-16-be", "data": "utf-8"}


@dataclass(frozen=True, slots=True)
class Short:
    """A short message as a telephone gets it; one part of a long one has a header, in hex."""

    sender: str
    to: str
    text: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class Switchboard:
    """A running Kannel: its ports by name, and the folder with its logs.

    A company's application sends at `sendsms`, as USER with PASSWORD of switchboard.py. Numbers
    that begin with +4900 or +49199 cannot be reached. What telephones send to a number goes where
    `lead` said: by POST when the number begins with +4915, else by GET. A STATUS that is sent to
    +4940777… is answered by Kannel itself.
    """

    ports: dict[str, int]
    folder: Path

    @property
    def address(self) -> str:
        """The gateway's base address."""
        return f"http://127.0.0.1:{self.ports['sendsms']}"

    def lead(self, number: str, address: str) -> None:
        """Let Kannel bring what is sent to a number to an address."""
        (self.folder / HOOKS / number).write_text(address, encoding="utf-8")

    def hand(self, sender: str, to: str, text: str) -> None:
        """Let a telephone send a message to a number."""
        self.hand_raw(f"{sender} {to} text {text}")

    def hand_raw(self, message: str) -> None:
        """Let a telephone send a message written as fakesmsc takes it, such as a part:

        `+4917 +4915 udh-data %05%00%03%07%02%01 the+first+part`
        """
        programs = debian()
        place = ("-H", "127.0.0.1", "-r", str(self.ports["in"]), "-i", "0.01", "-m", "1")
        with alone(self.folder / "hand"):  # one telephone at a time reaches Kannel
            process = subprocess.Popen(
                [str(programs / FAKESMSC), *place, message],
                env={**os.environ, **libraries(programs)},
                stderr=subprocess.PIPE,
            )
            assert process.stderr
            with process.stderr as said:
                sent = any(b"sent message 1" in line for line in said)
                process.terminate()
            process.wait()
        assert sent, f"Kannel did not take: {message}"

    def got(self, number: str) -> list[Short]:
        """Return what the telephone with this number has got, oldest first."""
        return [message for message in self._all() if message.to == number]

    def _all(self) -> Iterator[Short]:
        log = (self.folder / "fakesmsc.log").read_text(encoding="utf-8", errors="replace")
        lines: list[str] = []
        for found in filter(None, map(GOT.search, log.splitlines())):
            if LINE.fullmatch(found["line"]):
                lines.append(found["line"])
            else:  # fakesmsc takes a line break for the end of a message
                lines[-1] += "\n" + found["line"]
        return map(short, lines)


def short(line: str) -> Short:
    """Read a message as fakesmsc writes it."""
    found = re.fullmatch(LINE.pattern, line, re.DOTALL)
    assert found, line
    body = found["body"]
    if charset := CHARSETS.get(found["kind"]):
        body = unquote_to_bytes(body.replace("+", " ")).decode(charset)
    header = unquote_to_bytes(found["udh"] or "").hex()
    return Short(found["sender"], found["to"], body, header)


@contextmanager
def switch_board(folder: Path) -> Iterator[Switchboard]:
    """Use a switchboard, shared with those who give the same folder."""
    with peer("switchboard", folder) as ports:
        yield Switchboard(json.loads(ports), folder / "switchboard")
