"""Finds what is new in maildev 2, by its list of mails."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onetake.channels.email.catcher import Http, list_at, text_at
from onetake.channels.email.delivery import Envelope
from onetake.channels.email.mailbox import Sighting
from onetake.channels.email.people import normal


@dataclass(slots=True)
class Maildev:
    """Maildev 2, whose list begins with the oldest and holds whole mails.

    What was seen before is skipped; when the list got shorter, all of it is read again.
    """

    http: Http
    _known: list[str] | None = None

    async def look(self) -> Sequence[Sighting]:
        """Return what is new. Raises Trouble."""
        if self._known is None:
            self._known = [text_at(message, "id") for message in await self._list(0)]
            return []
        skipped = max(0, len(self._known) - 1)
        messages = await self._list(skipped)
        ids = [text_at(message, "id") for message in messages]
        if self._known and ids[:1] != self._known[-1:]:
            messages, skipped = await self._list(0), 0
            ids = [text_at(message, "id") for message in messages]
        known = set(self._known)
        self._known = [*self._known[:skipped], *ids]
        return [_caught(message) for message in messages if text_at(message, "id") not in known]

    async def fetch(self, sightings: Sequence[Sighting]) -> Mapping[str, bytes]:
        """Return mails as they came. Raises Trouble."""
        return await self.http.raw({one.id: f"/email/{one.id}/source" for one in sightings})

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await self.http.pause(seconds)

    def wake(self) -> None:
        """End a pause."""
        self.http.wake()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.close()

    async def _list(self, skip: int) -> list[dict[str, object]]:
        answer = await self.http.json("/email", skip=skip)
        if isinstance(answer, list) and all(
            isinstance(one, dict) and text_at(one, "id") for one in answer
        ):
            return answer
        raise self.http.nonsense("/email", json.dumps(answer))


def _caught(message: Mapping[str, object]) -> Sighting:
    envelope = message.get("envelope")
    people = list_at(envelope, "to") if isinstance(envelope, dict) else []
    people = people or [*list_at(message, "to"), *list_at(message, "cc")]
    named = tuple(normal(text_at(person, "address")) for person in people)
    size = message.get("size")
    return Sighting(
        text_at(message, "id"), Envelope((), named), size if isinstance(size, int) else 0
    )
