"""Finds what is new in Mailpit, by its list of mails."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from onetake.channels.email.catcher import Http, list_at, text_at
from onetake.channels.email.delivery import Envelope
from onetake.channels.email.mailbox import Sighting
from onetake.channels.email.people import normal


@dataclass(slots=True)
class Mailpit:
    """Mailpit, whose list begins with the newest.

    A small mailbox is known whole, so whatever is unknown is new. Of a large one the newest are
    known, and only what stands before one of them is new: what comes after it was there already.
    """

    http: Http
    page: int = 50
    at_first: int = 1000
    _known: set[str] = field(default_factory=set)
    _total: int = -1
    _whole: bool = False
    _newest: str = ""

    async def look(self) -> Sequence[Sighting]:
        """Return what is new. Raises Trouble."""
        first = self._total < 0
        seen: list[dict[str, object]] = []
        before = self._total
        while True:
            size = self.at_first if first or seen else self.page
            total, messages = await self._list(len(seen), size)
            seen += messages
            if first or self._is_enough(messages, total, before) or len(seen) >= total:
                break
        by_id = {text_at(message, "ID"): message for message in seen}
        new = [] if first else self._new(by_id, complete=len(seen) >= total)
        self._whole = self._whole or len(seen) >= total
        self._total = total
        self._known.update(by_id)
        self._newest = max(self._newest, *(_created(message) for message in seen), "")
        return [_sighting(by_id[one]) for one in reversed(new)]

    async def fetch(self, sightings: Sequence[Sighting]) -> Mapping[str, bytes]:
        """Return mails as they came. Raises Trouble."""
        return await self.http.raw({one.id: f"/api/v1/message/{one.id}/raw" for one in sightings})

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self.http.pause(seconds)

    def wake(self) -> None:
        """End a pause."""
        self.http.wake()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.close()

    def _is_enough(self, messages: Sequence[Mapping[str, object]], total: int, before: int) -> bool:
        """Tell if what follows is known, or was there before."""
        known = any(text_at(message, "ID") in self._known for message in messages)
        return not messages or (known and not (self._whole and total != before))

    def _new(self, by_id: Mapping[str, Mapping[str, object]], *, complete: bool) -> list[str]:
        """Return the ids that are new; when all that was known is gone, the server's time tells."""
        ids = list(by_id)
        known = [place for place, one in enumerate(ids) if one in self._known]
        if complete and not known:
            return [one for one in ids if self._whole or _created(by_id[one]) > self._newest]
        if not self._whole:
            ids = ids[: known[-1] if known else 0]
        return [one for one in ids if one not in self._known]

    async def _list(self, start: int, limit: int) -> tuple[int, list[dict[str, object]]]:
        answer = await self.http.json("/api/v1/messages", start=start, limit=limit)
        if isinstance(answer, dict):
            total, messages = answer.get("total"), answer.get("messages")
            fine = isinstance(messages, list) and all(
                isinstance(one, dict) and text_at(one, "ID") for one in messages
            )
            if isinstance(total, int) and fine:
                return total, messages  # type: ignore[return-value]
        raise self.http.nonsense("/api/v1/messages", json.dumps(answer))


def _created(message: Mapping[str, object]) -> str:
    """Return when the catcher took a mail, in a form whose order is that of time."""
    try:
        return datetime.fromisoformat(text_at(message, "Created")).astimezone(UTC).isoformat()
    except ValueError:
        return ""


def _sighting(message: Mapping[str, object]) -> Sighting:
    people = (*list_at(message, "To"), *list_at(message, "Cc"), *list_at(message, "Bcc"))
    named = tuple(normal(text_at(person, "Address")) for person in people)
    size = message.get("Size")
    return Sighting(
        text_at(message, "ID"), Envelope((), named), size if isinstance(size, int) else 0
    )
