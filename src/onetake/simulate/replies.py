"""What a bot's message looks like on its way out, and what faults make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from onetake.simulate.declared import Button, Buttons, Said
from onetake.simulate.faults import Fault, FaultKind
from onetake.words.template import Template

_LINK = re.compile(r"(?<![\w/])(?:https?://[^\s/]+)?(?:/[\w-]+(?:\.[\w-]+)*)+")


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
    """What comes of something said: the messages, and their fate."""

    replies: tuple[Reply, ...]
    fate: Fate = Fate.ANSWER


def spoken_in(message: Said, language: str, memory: Mapping[str, object]) -> Reply:
    """Return a message in a language, its templates filled in. Raises Undefined."""

    def text(spoken: Mapping[str, Template]) -> str:
        found = spoken.get(language) or next(iter(spoken.values()), None)
        return found.text(memory) if found else ""

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
    replies: tuple[Reply, ...], faults: Mapping[FaultKind, Fault], memory: Mapping[str, object]
) -> Outcome:
    """Return what the faults of a place make of its messages."""
    for kind, fault in faults.items():
        if kind in _FATES:
            return Outcome(replies, _FATES[kind])
        replies = _spoiled(replies, fault, memory)
    return Outcome(replies)


def _spoiled(
    replies: tuple[Reply, ...], fault: Fault, memory: Mapping[str, object]
) -> tuple[Reply, ...]:
    if not replies:
        return replies
    first, *rest = replies
    match fault.kind:
        case FaultKind.SLOW:
            return (replace(first, after=first.after + fault.seconds), *rest)
        case FaultKind.WRONG_TEXT:
            return (replace(first, text=Template.parse(fault.text).text(memory)), *rest)
        case FaultKind.LEAKED_CARD:
            leak = Template.parse(fault.text).text(memory)
            return (replace(first, text=f"{first.text} {leak}".strip()), *rest)
        case FaultKind.MISSING_BUTTONS:
            return tuple(replace(reply, buttons=()) for reply in replies)
        case FaultKind.DEAD_LINK:
            return tuple(replace(r, text=dead_links(r.text)) for r in replies)
    return replies


def dead_links(text: str) -> str:
    """Return a text whose links and paths lead nowhere: each ends in `-gone`."""
    return _LINK.sub(lambda link: link[0] + "-gone", text)


def _as_json(button: Choice) -> dict[str, str]:
    return {"title": button.title, "payload": button.payload}
