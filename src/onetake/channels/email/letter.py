"""A mail as the customer's program shows it: each fact is worked out once, when it is asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from functools import cached_property

from onetake.channels.email.bounce import bounce_of
from onetake.channels.email.html import Link, Page, read_html, tidy
from onetake.channels.email.mime import Mail, Part
from onetake.channels.email.people import Person, people_in
from onetake.channels.email.trackers import trackers_in
from onetake.channels.email.trust import results_of
from onetake.wire.codes import codes_in

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+|mailto:[^\s<>\"']+@[^\s<>\"']+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?)]}»”’*_"
_MOST_SEARCHED = 50_000
"""Characters of a text in which codes are looked for; nobody writes one farther down."""


class Letter:
    """What a person sees of a mail, and what a program finds out about it."""

    def __init__(self, mail: Mail, trusted: str = "") -> None:
        self.mail = mail
        self._trusted = trusted

    def read(self) -> Letter:
        """Work out what is costly now, where nobody waits for it."""
        _ = self.text, self.links, self.page
        return self

    @cached_property
    def plain(self) -> str:
        """The body in plain text, as it was sent."""
        return "\n".join(part.text or "" for part in self._bodies("text/plain")).strip("\n")

    @cached_property
    def html(self) -> str:
        """The body in HTML, as it was sent."""
        return "\n".join(part.text or "" for part in self._bodies("text/html"))

    @cached_property
    def page(self) -> Page:
        """The HTML as a person reads it."""
        return read_html(self.html) if self.html else Page()

    @cached_property
    def text(self) -> str:
        """What a person reads."""
        return self.plain if self.plain.strip() else self.page.text

    @cached_property
    def subject(self) -> str:
        """The subject."""
        return self.mail.headers.first("subject")

    @cached_property
    def senders(self) -> list[Person]:
        """Whom From names."""
        return self.people("from")

    @cached_property
    def links(self) -> list[Link]:
        """What can be clicked, in HTML first; then the addresses that only the plain text has."""
        links = list(self.page.links)
        known = {link.url for link in links}
        for url in urls_in(self.plain):
            if url not in known:
                known.add(url)
                links.append(Link(url, url))
        return links

    @cached_property
    def codes(self) -> list[str]:
        """The one-time codes, each once."""
        texts = (self.subject, self.text, self.page.text)
        found = (code for text in texts for code in codes_in(text[:_MOST_SEARCHED]))
        return list(dict.fromkeys(found))

    @cached_property
    def files(self) -> list[Part]:
        """What is attached: all that is neither the mail itself nor a picture it shows."""
        shown = {id(part) for part in self._pictures() if self._shows(part)}
        return [part for part in self.mail.parts if part.file and id(part) not in shown]

    @cached_property
    def attachments(self) -> list[dict[str, object]]:
        """The files as expectations see them."""
        return [_described(part) | {"text": _file_text(part)} for part in self.files]

    @cached_property
    def images(self) -> list[dict[str, object]]:
        """Pictures that came along, then those the HTML wants and nobody sent."""
        alts = {_cid(picture.url): picture.alt for picture in self.page.pictures}
        found: list[dict[str, object]] = [
            _described(part) | {"cid": part.cid, "alt": alts.get(part.cid, ""),
                                "shown": self._shows(part)}
            for part in self._pictures()
        ]  # fmt: skip
        came = {part.cid for part in self.mail.parts}
        found += [
            {"name": "", "type": "", "size": 0, "sha256": "", "cid": cid, "alt": alt,
             "shown": False}
            for cid, alt in alts.items() if cid and cid not in came
        ]  # fmt: skip
        return found

    @cached_property
    def trust(self) -> dict[str, str]:
        """What the receiving server found: spf, dkim, dmarc."""
        raw = self.mail.raw
        return results_of(raw("authentication-results"), raw("received-spf"), self._trusted)

    @cached_property
    def bounce(self) -> dict[str, str] | None:
        """Why a mail came back; None when this is no such mail."""
        return bounce_of(self.mail, self.text)

    @cached_property
    def trackers(self) -> list[dict[str, str]]:
        """What tells the sender of a reader."""
        return list(trackers_in(self.page))

    @cached_property
    def notes(self) -> list[str]:
        """What was odd when it was read."""
        return [*self.mail.notes, *([self.page.note] if self.page.note else [])]

    @cached_property
    def date(self) -> str:
        """When it was written, as its sender says: in ISO 8601, or else as it stands there."""
        written = self.mail.headers.first("date")
        try:
            return parsedate_to_datetime(written).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return written

    def people(self, header: str) -> list[Person]:
        """Return whom a header names."""
        return list(people_in(self.mail.raw(header)))

    def _bodies(self, kind: str) -> Sequence[Part]:
        return [part for part in self.mail.parts if part.type == kind and not part.file]

    def _pictures(self) -> list[Part]:
        return [
            part for part in self.mail.parts
            if part.type.startswith("image/") and (part.cid or part.inline)
        ]  # fmt: skip

    def _shows(self, part: Part) -> bool:
        return bool(part.cid) and part.cid in {
            _cid(picture.url) for picture in self.page.pictures if not picture.tiny
        }


def urls_in(text: str) -> list[str]:
    """Return the addresses in a plain text, in their order."""
    return [found.rstrip(_AFTER_LINK) for found in _LINK.findall(text)]


def _cid(url: str) -> str:
    return url[4:] if url[:4].lower() == "cid:" else ""


def _described(part: Part) -> dict[str, object]:
    digest = hashlib.sha256(part.data).hexdigest()
    return {"name": part.name, "type": part.type, "size": len(part.data), "sha256": digest}


def _file_text(part: Part) -> str:
    """Return what a person reads in a file; empty for one that is no text."""
    if part.text is None:
        return ""
    return tidy(read_html(part.text).text) if part.type == "text/html" else part.text
