"""Brings evidence into a form that may be stored: cut to size, then scrubbed by what it is."""

from __future__ import annotations

from onetake.scrub import Scrubber, ScrubRefused
from onetake.words.events import Exhibit
from onetake.words.keeping import Keeping

LARGEST = Keeping().largest
"""Bytes of one piece of evidence that are kept; what customers notice stands at the beginning."""

_FORMS = {"txt": "text", "json": "json", "html": "html", "xml": "xml"}
_GAPS = (b"\n", b" ", b",", b">")


def storable(exhibit: Exhibit, scrubber: Scrubber, largest: int = LARGEST) -> bytes:
    """Return the bytes to store; a kind without a scrubber leaves only a line that says so."""
    data = shortened(exhibit.data, largest)
    suffix = exhibit.kind.rsplit(".", 1)[-1]
    try:
        if suffix == "http":
            return _message(data, scrubber)
        return scrubber.bytes(data, _FORMS.get(suffix, suffix))
    except ScrubRefused as refused:
        return f"not kept: {refused} {refused.hint}\n".encode()


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
