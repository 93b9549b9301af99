"""Brings evidence into a form that may be stored: cut to size, then scrubbed by what it is."""

from __future__ import annotations

import re

from onetake.scrub import Scrubber, ScrubRefused
from onetake.words.events import Exhibit
from onetake.words.keeping import Keeping

LARGEST = Keeping().largest
"""Bytes of one piece of evidence that are kept; what customers notice stands at the beginning."""

_FORMS = {"txt": "text", "json": "json", "har": "json", "html": "html", "xml": "xml"}
_PAINTED = re.compile(r".+\.painted\.(?:png|jpg)")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_RAW = ("zip", "webm")
_GAPS = (b"\n", b" ", b",", b">")


def storable(
    exhibit: Exhibit, scrubber: Scrubber, largest: int = LARGEST, *, raw: bool = False
) -> bytes:
    """Return the bytes to store; a kind without a scrubber leaves only a line that says so.

    Pictures called `.painted.` are stored as they are: what is personal was painted over before
    they were taken. Recordings that nothing can scrub are stored only when `raw` is allowed.
    """
    suffix = exhibit.kind.rsplit(".", 1)[-1]
    painted = _PAINTED.fullmatch(exhibit.kind) and exhibit.data.startswith(_PICTURES)
    if painted or (raw and suffix in _RAW):
        return _whole(exhibit.data, 2 * largest)
    data = shortened(exhibit.data, largest)
    try:
        if suffix == "http":
            return _message(data, scrubber)
        return scrubber.bytes(data, _FORMS.get(suffix, suffix))
    except ScrubRefused as refused:
        return f"not kept: {refused} {refused.hint}\n".encode()


def _whole(data: bytes, largest: int) -> bytes:
    """Return what is of no use when it is cut, or a line that says why it is not kept."""
    if len(data) <= largest:
        return data
    told = f"{len(data) / 1e6:.1f} MB are more than the {largest / 1e6:.1f} MB that may be kept"
    return f"not kept: {told} (ledger.evidence.largest in onetake.yaml)\n".encode()


def shortened(data: bytes, largest: int = LARGEST) -> bytes:
    """Cut what is too large between two words, so that no number is cut in half."""
    if len(data) <= largest:
        return data
    end = max(data.rfind(gap, max(0, largest - 4096), largest) for gap in _GAPS)
    kept = data[: end if end > 0 else largest - 256]
    return kept + f"\n… {len(data) - len(kept)} more bytes were not kept\n".encode()


def _message(data: bytes, scrubber: Scrubber) -> bytes:
    """Scrub an HTTP message: its headers by their names, its body by what it is."""
    head, gap, body = data.partition(b"\r\n\r\n")
    form = "json" if body.lstrip()[:1] in (b"{", b"[") else "text"
    return scrubber.bytes(head, "headers") + gap + (scrubber.bytes(body, form) if body else b"")
