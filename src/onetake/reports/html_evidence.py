"""Evidence made fit to stand within an HTML report: text cut at a size, pictures as they are."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 20_000
"""Bytes of one text that are shown; the page says when there were more."""
LARGEST = 1_000_000
"""Bytes of the largest picture that is shown."""
WHOLE = 3_000_000
"""Bytes of all evidence on one page."""

_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as a page shows it: a text, or a picture as a `data:` address.

    `note` says what is not shown, and why.
    """

    name: str
    text: str = ""
    picture: str = ""
    note: str = ""


@dataclass(slots=True)
class Exhibition:
    """Gives the evidence of one page by its names, until the page holds as much as it may.

    `read` gives the bytes of a name, None when they are not there any more.
    """

    read: Callable[[str], bytes | None]
    folder: str = ""
    _held: int = 0

    def look(self, name: str) -> Shown:
        """Return a piece of evidence as it can be shown."""
        if self._held >= WHOLE:
            return Shown(self._path(name), note="left out: this page holds as much as it may")
        data = self.read(name)
        if data is None:
            return Shown(self._path(name), note="it is not there any more, or was changed")
        shown = _picture(self._path(name), data) or _text(self._path(name), data)
        self._held += len(shown.text) + len(shown.picture)
        return shown

    def _path(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name


def _picture(name: str, data: bytes) -> Shown | None:
    kind = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "webp"
    if kind is None:
        return None
    if len(data) > LARGEST:
        return Shown(name, note=f"a picture of {len(data):,} bytes: too large for this page")
    return Shown(name, picture=f"data:image/{kind};base64,{b64encode(data).decode()}")


def _text(name: str, data: bytes) -> Shown:
    if b"\0" in data[:LONGEST]:
        return Shown(name, note=f"{len(data):,} bytes that are no text")
    note = f"the first {LONGEST:,} of {len(data):,} bytes" if len(data) > LONGEST else ""
    return Shown(name, data[:LONGEST].decode(errors="replace"), note=note)
