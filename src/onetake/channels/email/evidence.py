"""Shows a mail in plain text, as evidence that a scrubber can read."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.channels.email.findings import trackers_of
from onetake.channels.email.letter import Letter

_LONGEST = 100_000
_LONGEST_FILE = 2_000


def described(letter: Letter) -> bytes:
    """Return headers, text, links, files and what was odd, under titles."""
    lines = [*_headers(letter), "", letter.text[:_LONGEST]]
    for title, body in _more(letter):
        if body:
            lines += ["", f"--- {title}", *body]
    return "\n".join(lines).encode("utf-8", "replace")


def _headers(letter: Letter) -> Iterator[str]:
    for name, values in letter.mail.headers.items():
        for value in values if isinstance(values, list) else [values]:
            yield f"{name}: {value}"


def _more(letter: Letter) -> Iterator[tuple[str, list[str]]]:
    yield "links", [f"{link.text} <{link.url}>" for link in letter.links]
    yield "hidden", [letter.page.hidden[:_LONGEST]] if letter.page.hidden else []
    for part in letter.files:
        shown = (part.text or "")[:_LONGEST_FILE].splitlines()
        yield (
            f"file {part.name or '(without a name)'}, {part.type}, {len(part.data):,} bytes",
            [*(shown or ["(no text)"])],
        )
    yield "tracks", [f"{one['kind']} {one['url']}" for one in trackers_of(letter)]
    yield "notes", list(letter.notes)
