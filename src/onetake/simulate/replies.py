"""What a bot's message looks like on its way out, and what faults make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from onetake.simulate.faults import Fault, FaultKind
from onetake.simulate.spoken import Button, Buttons, Said, text_in
from onetake.words.template import Template

_LINK = re.compile(
    r"(?<![\w/<])(?P<address>(?:https?://[^\s/<>\"']+)?(?:/[\w-]+(?:\.[\w-]+)*)+)"
    r"(?P<query>\?[\w.~%&=+-]*[\w=])?"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as a customer gets it."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as a customer gets it."""

    title: str
    subtitle: str = ""
    image: str = ""
    buttons: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One message as a customer gets it, `after` so many seconds; media are (url, type)."""

    text: str = ""
    buttons: tuple[Choice, ...] = ()
    cards: tuple[Shown, ...] = ()
    media: tuple[tuple[str, str], ...] = ()
    after: float = 0.0

    def as_json(self) -> dict[str, object]:
        """Return the plain JSON form: text, and buttons, cards and media where there are some."""
        body: dict[str, object] = {"text": self.text}
        if self.buttons:
            body["buttons"] = [_as_json(button) for button in self.buttons]
        if self.cards:
            body["cards"] = [
                {
                    "title": card.title,
                    "subtitle": card.subtitle,
                    "image": card.image,
                    "buttons": [_as_json(button) for button in card.buttons],
                }
                for card in self.cards
            ]
        if self.media:
            body["media"] = [{"url": url, "type": kind} for url, kind in self.media]
        return body


class Fate(Enum):
    """What becomes of an answer: it comes, never comes, never ends, or the server breaks."""

    ANSWER = auto()
    NEVER = auto()
    ENDLESS = auto()
    ERROR = auto()
    DROP = auto()


_FATES = {
    FaultKind.NEVER_ANSWERS: Fate.NEVER,
    FaultKind.ENDLESS: Fate.ENDLESS,
    FaultKind.SERVER_ERROR: Fate.ERROR,
    FaultKind.DROPS_CONNECTION: Fate.DROP,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of something said: the messages, their fate, and the place that answers."""

    replies: tuple[Reply, ...]
    fate: Fate = Fate.ANSWER
    place: str = ""


def spoken_in(message: Said, language: str, memory: Mapping[str, object]) -> Reply:
    """Return a message in a language, its templates filled in. Raises Undefined."""

    def text(spoken: Mapping[str, Template]) -> str:
        return text_in(spoken, language, memory)

    def choice(button: Button) -> Choice:
        title = text(button.title)
        return Choice(title, button.payload.text(memory) if button.payload else title)

    def choices(buttons: Buttons) -> tuple[Choice, ...]:
        return tuple(choice(button) for button in buttons)

    cards = tuple(
        Shown(
            text(card.title),
            text(card.subtitle),
            card.image.text(memory) if card.image else "",
            choices(card.buttons),
        )
        for card in message.cards
    )
    media = tuple((item.url.text(memory), item.type) for item in message.media)
    return Reply(text(message.say), choices(message.buttons), cards, media, message.after)


def spoil(
    replies: tuple[Reply, ...],
    faults: Mapping[FaultKind, Fault],
    memory: Mapping[str, object],
    place: str = "",
) -> Outcome:
    """Return what the faults of a place make of its messages."""
    for kind, fault in faults.items():
        if kind in _FATES:
            return Outcome(replies, _FATES[kind], place)
        replies = _spoiled(replies, fault, memory)
    return Outcome(replies, place=place)


def _spoiled(
    replies: tuple[Reply, ...], fault: Fault, memory: Mapping[str, object]
) -> tuple[Reply, ...]:
    if not replies:
        return replies
    first, *rest = replies
    match fault.kind:
        case FaultKind.SLOW:
            return (replace(first, after=first.after + fault.seconds), *rest)
        case FaultKind.WRONG_TEXT | FaultKind.LEAKED_CARD:
            return (replace(first, text=misworded(first.text, fault, memory)), *rest)
        case FaultKind.MISSING_BUTTONS:
            return tuple(replace(reply, buttons=()) for reply in replies)
        case FaultKind.DEAD_LINK | FaultKind.WRONG_LINK:
            return tuple(replace(r, text=misworded(r.text, fault, memory)) for r in replies)
    return replies


def misworded(text: str, fault: Fault, memory: Mapping[str, object]) -> str:
    """Return what a fault makes of one text. Raises Undefined."""
    match fault.kind:
        case FaultKind.WRONG_TEXT:
            return Template.parse(fault.text).text(memory)
        case FaultKind.LEAKED_CARD:
            return f"{text} {Template.parse(fault.text).text(memory)}".strip()
        case FaultKind.DEAD_LINK:
            return _LINK.sub(lambda link: f"{link['address']}-gone{link['query'] or ''}", text)
        case FaultKind.WRONG_LINK:
            instead = Template.parse(fault.text).text(memory)
            return _LINK.sub(lambda link: instead, text)
    return text


def _as_json(button: Choice) -> dict[str, str]:
    return {"title": button.title, "payload": button.payload}
