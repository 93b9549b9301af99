"""What lies in a gateway's list, and which of it is new: told by ids, never by times."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from onetake.channels.sms.client import Client
from onetake.channels.sms.gateway import Fields, Listing
from onetake.channels.sms.message import Part
from onetake.channels.sms.reading import first, holds, part_of
from onetake.words.path import ABSENT
from onetake.words.template import as_text
from onetake.words.trouble import CannotTell

MOST_PAGES = 100
"""A list with more pages between two looks than this does not end."""

_REMEMBERED = 20_000


@dataclass(slots=True)
class Mailbox:
    """One list: of a number, or of all when the gateway's request names none.

    `whole`: every message in it has been seen, so whatever is unknown is new. Otherwise only what
    stands before a known message is: what comes after it was there already, and moved into sight
    because something else was deleted.
    """

    listing: Listing
    fields: Fields
    number: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _known: dict[str, None] = field(default_factory=dict)
    _begun: bool = False
    _whole: bool = False

    async def look(self, client: Client) -> list[Part]:
        """Return what is new since the last look, oldest first; the first look finds nothing new.

        Raises Trouble, Undefined.
        """
        seen: list[Part] = []
        ended = True
        async for page in self._pages(client):
            seen += page
            if self._is_enough(page):
                ended = False
                break
        new = self._new(seen)
        self._remember(seen)
        self._whole = self._whole or ended
        self._begun = True
        return new

    def _remember(self, seen: list[Part]) -> None:
        """Remember what was seen, and forget what was not for longest when that is too much."""
        for part in seen:
            self._known.pop(part.id, None)
            self._known[part.id] = None
        for forgotten in list(self._known)[: -max(len(seen), _REMEMBERED)]:
            del self._known[forgotten]

    @property
    def known(self) -> Iterable[str]:
        """The ids of what was seen."""
        return self._known

    def _is_enough(self, page: list[Part]) -> bool:
        """Tell if what follows a page is older than all that matters."""
        if self.listing.first == "oldest":
            return False
        return bool(page) and (not self._begun or any(part.id in self._known for part in page))

    def _new(self, seen: list[Part]) -> list[Part]:
        if not self._begun:
            return []
        if self.listing.first == "newest":
            if not self._whole:
                known = [place for place, part in enumerate(seen) if part.id in self._known]
                seen = seen[: known[-1] if known else 0]
            seen = seen[::-1]
        found = {part.id: part for part in seen if part.id not in self._known}
        return list(found.values())

    async def _pages(self, client: Client) -> AsyncIterator[list[Part]]:
        """Yield the messages of each page of the list."""
        answer = await client.ask(self.listing, {"number": self.number})
        for _ in range(MOST_PAGES):
            following = self.listing.next.dig(answer) if self.listing.next else ABSENT
            yield self._messages(answer, client)
            if not following or not isinstance(following, str):
                return
            answer = await client.follow(self.listing, following)
        raise CannotTell("gateway.answer", f"the list of messages has over {MOST_PAGES} pages")

    def _messages(self, answer: object, client: Client) -> list[Part]:
        found = first(self.listing.messages, answer)
        if not isinstance(found, list):
            told = as_text(answer)[:200]
            where = " or ".join(path.written for path in self.listing.messages)
            reason = (
                f"no list of messages at {where.replace('message.', '')} in the answer {told!r}"
            )
            raise CannotTell("gateway.answer", f"{client.access.system}: {reason}")
        parts = [
            part_of(raw, self.fields)
            for raw in found
            if holds(self.fields.only, raw, client.values)
        ]
        if any(not part.id for part in parts):
            where = " or ".join(path.written for path in self.fields.id)
            reason = f"a message without an id at {where.replace('message.', '')}"
            raise CannotTell("gateway.answer", f"{client.access.system} lists {reason}")
        return parts
