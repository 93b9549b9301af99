"""A mail as the customer's program shows it: its text, its links, its files."""

from __future__ import annotations

import re
from functools import cached_property

from onetake.channels.email.html import Link, Page, read_html
from onetake.channels.email.mime import Mail, Part
from onetake.channels.email.people import Person, people_in

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+|mailto:[^\s<>\"']+@[^\s<>\"']+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?)]}»”’*_"


class Letter:
    """What a person sees of a mail; each thing is worked out once, when it is asked for.

    `trusted` names the server whose word on the sender counts; `facts` are those known already.
    """

    def __init__(self, mail: Mail, trusted: str = "") -> None:
        self.mail = mail
        self.trusted = trusted
        self.facts: dict[str, object] = {}

    def read(self) -> Letter:
        """Work out what is costly now, where nobody waits for it."""
        _ = self.text, self.links
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

    @property
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
    def pictures(self) -> dict[str, bool]:
        """The pictures the HTML wants from the mail itself, by cid, and if they can be seen."""
        named = [(cid_of(picture.url), not picture.tiny) for picture in self.page.pictures]
        return {cid: seen for cid, seen in sorted(named) if cid}

    @cached_property
    def files(self) -> list[Part]:
        """What is attached: all that is neither the mail itself nor a picture it shows."""
        return [
            part
            for part in self.mail.parts
            if part.file and not (is_picture(part) and self.pictures.get(part.cid))
        ]

    @property
    def notes(self) -> list[str]:
        """What was odd when it was read."""
        return [*self.mail.notes, *([self.page.note] if self.page.note else [])]

    def people(self, header: str) -> list[Person]:
        """Return whom a header names."""
        return list(people_in(self.mail.raw(header)))

    def _bodies(self, kind: str) -> list[Part]:
        return [part for part in self.mail.parts if part.type == kind and not part.file]


def is_picture(part: Part) -> bool:
    """Tell if a part is a picture that comes along to be shown."""
    return part.type.startswith("image/") and bool(part.cid or part.inline)


def cid_of(url: str) -> str:
    """Return which part an address of `cid:…` means; nothing for any other."""
    return url[4:] if url[:4].lower() == "cid:" else ""


def urls_in(text: str) -> list[str]:
    """Return the addresses in a plain text, in their order."""
    return [_bare(found) for found in _LINK.findall(text)]


def _bare(url: str) -> str:
    """Return an address without the punctuation behind it; a bracket it opened is its own."""
    while url[-1:] in _AFTER_LINK and url:
        if url[-1] in ")]}" and url.count("([{"[")]}".index(url[-1])]) >= url.count(url[-1]):
            break
        url = url[:-1]
    return url
