"""Evidence made fit to stand within an HTML report: read as what it is, or cut at a size."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace

from onetake.reports.exhibit_sides import sides
from onetake.reports.exhibit_view import View, view_of
from onetake.words.events import ERASED

LONGEST = 20_000
"""Bytes of one text that are shown; the page says when there were more."""
LARGEST = 1_000_000
"""Bytes of the largest picture that is shown."""
WHOLE = 3_000_000
"""Bytes of all evidence on one page."""
PARSED = 200_000
"""Bytes of the largest JSON that is read as what it is: half of one could not be."""

_MARKUP = 120
_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as a page shows it: a text, or a picture as a `data:` address.

    `view` is what the text or the picture could be read as; such a text is not shown as it is.
    `note` says what is not shown, and why; `path` is where the whole lies.
    """

    name: str
    path: str
    text: str = ""
    picture: str = ""
    note: str = ""
    view: View | None = None


@dataclass(slots=True)
class Exhibition:
    """Gives the evidence of one page by its names, until the page holds as much as it may.

    `read` gives the bytes of a name, None when they are not there any more.
    """

    read: Callable[[str], bytes | None]
    folder: str = ""
    _held: int = 0
    _looked: int = 0

    def look(self, name: str) -> Shown:
        """Return a piece of evidence as it can be shown."""
        if name == ERASED:
            return Shown(name, "", note="it was erased, on demand or by expiry")
        short, path = _short(name), f"{self.folder}/{name}" if self.folder else name
        if self._held >= WHOLE:
            return Shown(short, path, note="left out: this page holds as much as it may")
        data = self.read(name)
        if data is None:
            return Shown(short, path, note="it is not there any more, or was changed")
        self._looked += 1
        shown, weight = _read(Shown(short, path), name, data)
        if (view := sides(data, f"sides-{short[:8]}-{self._looked}")) and shown.picture:
            shown = replace(shown, view=view)
        self._held += weight
        return shown


def _short(name: str) -> str:
    """Return the beginning of a name, and its kind: `3ca1b2c3.json`."""
    stem, dot, kind = name.rpartition("/")[2].rpartition(".")
    return f"{stem[:8]}{dot}{kind}" if stem else name


def _read(bare: Shown, name: str, data: bytes) -> tuple[Shown, int]:
    """Return evidence read as what it is, else as a text or a picture; and about its size."""
    text, picture, note = _told(data)
    listed = name.endswith(".json") and _fits(data)
    whole = data.decode(errors="replace") if listed else text
    if whole and (view := view_of(name, whole)):
        weight = 2 * len(whole) if listed else len(whole) + _MARKUP * whole.count("\n")
        return replace(bare, view=view, note="" if listed else note), weight
    return replace(bare, text=text, picture=picture, note=note), len(text) + len(picture)


def _fits(data: bytes) -> bool:
    return len(data) <= PARSED and b"\0" not in data


def _told(data: bytes) -> tuple[str, str, str]:
    """Return the text or else the picture that these bytes are, and what is not shown of them."""
    if picture := _picture(data):
        if len(data) > LARGEST:
            return "", "", f"a picture of {len(data):,} bytes, too large for this page"
        return "", f"data:image/{picture};base64,{b64encode(data).decode()}", ""
    if b"\0" in data[:LONGEST]:
        return "", "", f"{len(data):,} bytes that are no text"
    more = f"cut after {LONGEST:,} of {len(data):,} bytes" if len(data) > LONGEST else ""
    return data[:LONGEST].decode(errors="replace"), "", more


def _picture(data: bytes) -> str:
    """Return which kind of picture these bytes are; nothing when they are none that is safe."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _PICTURES.items() if data.startswith(start)), "")
