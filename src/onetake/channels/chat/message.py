"""What a bot's message holds, whatever its connector: words, buttons, cards, media."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onetake.words.line import Arrival
from onetake.words.path import ABSENT, Path


@dataclass(frozen=True, slots=True)
class Button:
    """Something the customer can press: what it says, and what pressing it sends."""

    label: str
    value: object

    @property
    def text(self) -> str:
        """What a customer would seem to say by pressing it."""
        return self.value if isinstance(self.value, str) else self.label

    def is_called(self, name: str) -> bool:
        """Tell if this is what somebody means by a name: case and outer space are nothing."""
        return self.label.strip().casefold() == name.strip().casefold()


@dataclass(frozen=True, slots=True)
class Card:
    """A card of an answer; parts it does not have are empty."""

    title: str = ""
    subtitle: str = ""
    image: str = ""
    buttons: tuple[Button, ...] = ()

    def shown(self) -> dict[str, object]:
        """Return the card as expectations see it."""
        labels = [button.label for button in self.buttons]
        return {
            "title": self.title, "subtitle": self.subtitle, "image": self.image, "buttons": labels
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a bot; `text` is None when it has no words, `raw` is what the bot sent."""

    text: str | None
    buttons: tuple[Button, ...]
    cards: tuple[Card, ...]
    media: tuple[str, ...]
    raw: object

    @property
    def offered(self) -> tuple[Button, ...]:
        """All that can be pressed: the message's own buttons, then those on its cards."""
        return self.buttons + tuple(button for card in self.cards for button in card.buttons)


@dataclass(frozen=True, slots=True)
class HeardMessages:
    """A run of messages taken as one answer."""

    messages: tuple[Message, ...]

    @classmethod
    def of(cls, arrivals: Sequence[Arrival]) -> HeardMessages:
        """Join arrivals in their order."""
        return cls(tuple(arrival.content for arrival in arrivals))  # type: ignore[misc]

    def fact(self, path: Path) -> object:
        """Return a fact of the answer: text, buttons, cards, media, parts or raw; or ABSENT.

        Lists are empty, not absent, when the answer has nothing of a kind.
        """
        read = _FACTS.get(path.root)
        if read is None:
            return ABSENT
        if path.root == "cards" and path.parts == ("titles",):
            return [card.title for message in self.messages for card in message.cards]
        return path.dig(read(self.messages))


_Messages = tuple[Message, ...]


def _text(messages: _Messages) -> object:
    texts = [message.text for message in messages if message.text is not None]
    return "\n".join(texts) if texts else ABSENT


def _buttons(messages: _Messages) -> object:
    return [button.label for message in messages for button in message.offered]


def _cards(messages: _Messages) -> object:
    return [card.shown() for message in messages for card in message.cards]


def _media(messages: _Messages) -> object:
    return [url for message in messages for url in message.media]


def _raw(messages: _Messages) -> object:
    return messages[-1].raw if messages else ABSENT


_FACTS = {
    "text": _text, "buttons": _buttons, "cards": _cards, "media": _media, "parts": len, "raw": _raw
}  # fmt: skip
