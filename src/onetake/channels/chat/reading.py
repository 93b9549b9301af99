"""Reads messages out of what a bot sent, as its connector says where they are; never raises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from onetake.channels.chat.connector import ButtonsAt, CardsAt, Connector
from onetake.channels.chat.message import Button, Card, Message
from onetake.words.path import ABSENT, Path
from onetake.words.template import as_text


def parse(data: bytes) -> object:
    """Return what bytes hold: a mapping or a list from JSON, else their text.

    Bytes that are no UTF-8 are replaced by the replacement character.
    """
    text = data.decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str | Mapping | list) else text


def messages_in(
    answer: object, connector: Connector, memory: Mapping[str, object]
) -> Iterator[Message]:
    """Yield the bot's messages of an answer or a frame, in order. Raises Undefined."""
    found = (path.dig(answer) for path in connector.messages)
    for raw in _listed(next((item for item in found if item is not ABSENT), ABSENT)):
        if raw != "" and all(
            matcher.grade(path.dig(raw), memory)[0] == 0
            for path, matcher in connector.from_bot.items()
        ):
            yield read_message(raw, connector)


def read_message(raw: object, connector: Connector) -> Message:
    """Return one message; what is a plain text has only words."""
    if not isinstance(raw, Mapping | list):
        return Message(_clean(as_text(raw)), (), (), (), raw)
    words = _first(connector.text, raw)
    return Message(
        text=None if words is ABSENT else _words(words),
        buttons=tuple(b for place in connector.buttons for b in _buttons(place, raw)),
        cards=tuple(card for place in connector.cards for card in _cards(place, raw)),
        media=tuple(
            _words(url)
            for place in connector.media
            for item in _listed(place.at.dig(raw))
            if (url := item if isinstance(item, str) else _first(place.url, item)) is not ABSENT
        ),
        raw=raw,
    )


def _buttons(place: ButtonsAt, raw: object) -> Iterator[Button]:
    for item in _listed(place.at.dig(raw)):
        label = _first(place.label, item) if isinstance(item, Mapping | list) else item
        if label is ABSENT:
            continue
        value = _first(place.value, item)
        yield Button(_words(label), _words(label) if value is ABSENT else value)


def _cards(place: CardsAt, raw: object) -> Iterator[Card]:
    for item in _listed(place.at.dig(raw)):
        card = Card(
            title=_part(place.title, item),
            subtitle=_part(place.subtitle, item),
            image=_part(place.image, item),
            buttons=tuple(b for below in place.buttons for b in _buttons(below, item)),
        )
        if card != Card():
            yield card


def _part(paths: tuple[Path, ...], item: object) -> str:
    found = _first(paths, item)
    return "" if found is ABSENT else _words(found)


def _first(paths: tuple[Path, ...], item: object) -> object:
    """Return what is at the first path where something is; null and empty lists are nothing."""
    for path in paths:
        found = path.dig(item)
        if found is not ABSENT and found is not None and found != []:
            return found
    return ABSENT


def _listed(found: object) -> list[object]:
    """Return a list, those of a list of lists joined; one thing is a list of it."""
    if found is ABSENT or found is None:
        return []
    if not isinstance(found, list):
        return [found]
    flat: list[object] = []
    for item in found:
        flat += item if isinstance(item, list) else [item]
    return flat


def _words(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_words(item) for item in value)
    return _clean(as_text(value))


def _clean(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can hold and nobody can write down."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
