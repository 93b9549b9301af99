"""What a program finds out about a mail: codes, files, pictures, dates, what servers say."""

from __future__ import annotations

import hashlib
from email.utils import parsedate_to_datetime

from onetake.channels.email.bounce import bounce_of
from onetake.channels.email.html import read_html
from onetake.channels.email.letter import Letter, cid_of, is_picture
from onetake.channels.email.mime import Part
from onetake.channels.email.trackers import trackers_in
from onetake.channels.email.trust import results_of
from onetake.wire.codes import codes_in

_MOST_SEARCHED = 20_000
"""Characters of a text in which codes are looked for; nobody writes one farther down."""


def codes_of(letter: Letter) -> list[str]:
    """Return the one-time codes in subject, text and HTML, each once."""
    texts = (letter.subject, letter.text, letter.page.text)
    found = (code for text in texts for code in codes_in(text[:_MOST_SEARCHED]))
    return list(dict.fromkeys(found))


def attachments_of(letter: Letter) -> list[dict[str, object]]:
    """Return the files as expectations see them."""
    return [_described(part) | {"text": _file_text(part)} for part in letter.files]


def images_of(letter: Letter) -> list[dict[str, object]]:
    """Return the pictures that came along, then those the HTML wants and nobody sent."""
    alts = {cid_of(picture.url): picture.alt for picture in letter.page.pictures}
    found = [
        _described(part)
        | {
            "cid": part.cid,
            "alt": alts.get(part.cid, ""),
            "shown": letter.pictures.get(part.cid, False),
        }
        for part in letter.mail.parts
        if is_picture(part)
    ]
    came = {part.cid for part in letter.mail.parts}
    nothing = {"name": "", "type": "", "size": 0, "sha256": "", "shown": False}
    missing = [cid for cid in letter.pictures if cid not in came]
    return found + [nothing | {"cid": cid, "alt": alts[cid]} for cid in missing]


def trust_of(letter: Letter) -> dict[str, str]:
    """Return what the receiving server found: spf, dkim, dmarc."""
    raw = letter.mail.raw
    return results_of(raw("authentication-results"), raw("received-spf"), letter.trusted)


def bounced(letter: Letter) -> dict[str, str] | None:
    """Return why a mail came back; None when this is no such mail."""
    return bounce_of(letter.mail, letter.text)


def trackers_of(letter: Letter) -> list[dict[str, str]]:
    """Return what tells the sender of a reader."""
    return list(trackers_in(letter.page))


def date_of(letter: Letter) -> str:
    """Return when it was written, as its sender says: in ISO 8601, or else as it stands there."""
    written = letter.mail.headers.first("date")
    try:
        return parsedate_to_datetime(written).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return written


def _described(part: Part) -> dict[str, object]:
    digest = hashlib.sha256(part.data).hexdigest()
    return {"name": part.name, "type": part.type, "size": len(part.data), "sha256": digest}


def _file_text(part: Part) -> str:
    """Return what a person reads in a file; empty for one that is no text."""
    if part.text is None:
        return ""
    return read_html(part.text).text if part.type == "text/html" else part.text
