"""Takes a mail apart: headers, bodies, files; whatever is wrong with it is noted, never raised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value

from onetake.channels.email.charset import decode, words_of
from onetake.channels.email.flowed import unflowed

MOST_PARTS = 1000
"""A mail with more parts than this is no mail for people; the rest is not read."""

_DEFECTS = {
    "StartBoundaryNotFoundDefect": "the parts announced are not there",
    "CloseBoundaryNotFoundDefect": "the last part has no end",
    "NoBoundaryInMultipartDefect": "the parts have no boundary",
    "MultipartInvariantViolationDefect": "the parts announced are not there",
    "InvalidBase64PaddingDefect": "a part in base64 is cut off",
    "InvalidBase64CharactersDefect": "a part in base64 has other characters in it",
    "InvalidBase64LengthDefect": "a part in base64 is cut off",
    "InvalidMultipartContentTransferEncodingDefect": "parts are encoded twice",
    "MissingHeaderBodySeparatorDefect": "no empty line ends the headers",
    "FirstHeaderLineIsContinuationDefect": "the first header begins in its middle",
}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part without parts of its own; `type` is in small letters, `text` None unless it is one.

    `file` tells what is attached, or would be shown as attached, from what is the mail itself.
    """

    type: str
    name: str
    cid: str
    data: bytes
    text: str | None
    file: bool
    inline: bool


class Headers(Mapping[str, object]):
    """Decoded headers by name, whatever its case; a list for one that stands there repeatedly."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name.lower(), []).append(value)

    def __getitem__(self, name: str) -> object:
        values = self._values[name.lower()]
        return values[0] if len(values) == 1 else values

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def all(self, name: str) -> list[str]:
        """Return every value of a header, the topmost first."""
        return self._values.get(name.lower(), [])

    def first(self, name: str) -> str:
        """Return the topmost value of a header, or nothing."""
        return next(iter(self.all(name)), "")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart; `raw_headers` are as they came, `size` in bytes as the server counts."""

    headers: Headers
    raw_headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    reports: tuple[tuple[Headers, ...], ...]
    size: int
    notes: tuple[str, ...]

    def raw(self, name: str) -> list[str]:
        """Return every value of a header as it came, the topmost first."""
        return [value for key, value in self.raw_headers if key.lower() == name]


def take_apart(raw: bytes, size: int = 0) -> Mail:
    """Return a mail; `size` is what the server says, when only its beginning was fetched."""
    notes: dict[str, None] = {}
    if size > len(raw):
        notes[f"the mail is cut: {len(raw):,} of {size:,} bytes were read (`largest`)"] = None
    try:
        message: Message = BytesParser(policy=compat32).parsebytes(raw)
    except RecursionError:
        notes["its parts are nested too deep to be read"] = None
        message = _only_headers(raw)
    pairs = [(name, str(value)) for name, value in message.raw_items()]
    charset = _param(message, "charset")
    reader = _Reader(notes)
    reader.read(message)
    return Mail(
        headers=Headers([(name, words_of(value, charset)) for name, value in pairs]),
        raw_headers=tuple(pairs),
        parts=tuple(reader.parts),
        reports=tuple(reader.reports),
        size=max(size, len(raw)),
        notes=tuple(notes),
    )


def headers_of(raw: bytes) -> list[tuple[str, str]]:
    """Return the headers of a block of bytes, as they came."""
    return [(name, str(value)) for name, value in _only_headers(raw).raw_items()]


def _only_headers(raw: bytes) -> Message:
    text = raw.decode("ascii", "surrogateescape")
    return HeaderParser(policy=compat32).parsestr(text)


@dataclass(slots=True)
class _Reader:
    """Collects parts; `notes` are in order and each once. `inner`: of a mail within a mail."""

    notes: dict[str, None]
    inner: bool = False
    parts: list[Part] = field(default_factory=list)
    reports: list[tuple[Headers, ...]] = field(default_factory=list)

    def read(self, message: Message) -> None:
        """Collect the parts of a message in their order, however deep."""
        waiting = [message]
        while waiting:
            part = waiting.pop()
            if len(self.parts) >= MOST_PARTS:
                self.notes[f"it has more than {MOST_PARTS} parts"] = None
                return
            kind, payload = part.get_content_type(), part.get_payload()
            if kind == "message/delivery-status" and isinstance(payload, list):
                self.reports.append(tuple(_block(block) for block in _messages(payload)))
            elif isinstance(payload, list) and kind.startswith("message/"):
                if not self.inner:
                    self.parts.append(_attached(part, _messages(payload)))
            elif isinstance(payload, list):
                waiting.extend(reversed(_messages(payload)))
            else:
                self.parts.append(self._leaf(part, kind))
            for defect in part.defects:
                name = type(defect).__name__
                self.notes[f"broken MIME: {_DEFECTS.get(name, name)}"] = None

    def _leaf(self, part: Message, kind: str) -> Part:
        data = _content(part)
        broken = kind.startswith("multipart/")
        disposition, name = _disposition(part), _name_of(part)
        text = None
        if broken or kind.startswith("text/"):
            text, odd = decode(data, _param(part, "charset"))
            if odd:
                self.notes[odd] = None
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            if _param(part, "format").lower() == "flowed":
                text = unflowed(text, delsp=_param(part, "delsp").lower() == "yes")
        body = broken or kind in ("text/plain", "text/html")
        return Part(
            type="text/plain" if broken else kind,
            name=name,
            cid=words_of(str(part.get("content-id") or "")).strip("<> "),
            data=data,
            text=text,
            file=disposition == "attachment" or not body or bool(name),
            inline=disposition == "inline",
        )


def _messages(payload: Sequence[object]) -> list[Message]:
    return [one for one in payload if isinstance(one, Message)]


def _content(part: Message) -> bytes:
    """Return the bytes of a part, its transfer encoding undone as far as it can be."""
    with suppress(Exception):
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            return data
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _param(part: Message, name: str) -> str:
    """Return a parameter of Content-Type; what cannot be read is not there."""
    with suppress(Exception):
        return str(collapse_rfc2231_value(part.get_param(name, "")))
    return ""


def _disposition(part: Message) -> str:
    with suppress(Exception):
        return str(part.get_content_disposition() or "")
    return ""


def _name_of(part: Message) -> str:
    """Return the name of a file, from Content-Disposition or else Content-Type, without folders."""
    name = ""
    with suppress(Exception):
        name = words_of(part.get_filename("") or "")
    return _UNSAFE.sub("", name).replace("\\", "/").rpartition("/")[2].strip()


def _attached(part: Message, payload: list[Message]) -> Part:
    """Return a mail within a mail; its text is that of its own bodies."""
    inner = payload[0] if payload else Message()
    try:
        data = inner.as_bytes()
    except Exception:  # noqa: BLE001 - what the library cannot write again is told by its headers
        data = "\n".join(f"{name}: {value}" for name, value in inner.raw_items()).encode(
            "utf-8", "surrogateescape"
        )
    reader = _Reader({}, inner=True)
    reader.read(inner)
    subject = words_of(str(inner.get("subject") or ""))
    texts = [p.text for p in reader.parts if p.text is not None and p.type == "text/plain"]
    name = _name_of(part) or f"{_UNSAFE.sub('', subject).replace('/', '-')[:80] or 'mail'}.eml"
    return Part(
        type=part.get_content_type(), name=name, cid="", data=data,
        text=f"Subject: {subject}\n\n" + "\n".join(texts), file=True, inline=False,
    )  # fmt: skip


def _block(block: Message) -> Headers:
    return Headers([(name, words_of(str(value))) for name, value in block.raw_items()])
