"""What went over the wire, as HTTP text that proves a verdict; built only when it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from onetake.channels.api.answer import Answer


@dataclass(slots=True)
class Exchange:
    """A request and, once there is one, its answer.

    `headers` are those we set; the library adds its own, so they are replaced by what was sent.
    """

    method: str
    url: URL
    headers: Mapping[str, str]
    data: bytes | None
    answer: Answer | None = None
    trouble: str = ""

    def request_text(self) -> bytes:
        """Return the request with its whole URL."""
        return _text(f"{self.method} {self.url} HTTP/1.1", self.headers, self.data or b"")

    def answer_text(self) -> bytes:
        """Return the answer; lines named x-onetake tell redirects, and what went wrong with it."""
        answer = self.answer
        if answer is None:
            return f"x-onetake-note: {self.trouble or 'no answer came'}\r\n\r\n".encode()
        notes = [f"x-onetake-redirect: {hop}" for hop in answer.trail]
        notes += [f"x-onetake-note: {note}" for note in answer.notes]
        notes += [f"x-onetake-note: {self.trouble}"] if self.trouble else []
        start = f"HTTP/{answer.version} {answer.status} {answer.phrase}".rstrip()
        return _text("\r\n".join([start, *notes]), answer.headers, answer.body)


def _text(start: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body
