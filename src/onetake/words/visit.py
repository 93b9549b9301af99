"""What a visit to a page of a site showed, before anybody judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Way:
    """A link: where it leads, what it says, and whether it stands in a menu."""

    url: str
    text: str = ""
    menu: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form that people see, and what keeps them from using it.

    `nameless` are fields without a label, by whatever they have; `astray` are labels that belong
    to no field. `submit`: there is something to send it with. `insecure`: it is sent unencrypted.
    """

    name: str
    fields: int
    nameless: tuple[str, ...] = ()
    astray: tuple[str, ...] = ()
    submit: bool = True
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A barrier for people with disabilities: its rule, impact, sentence and places."""

    rule: str
    impact: str
    help: str
    count: int
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure may be: good up to `minor`, bad from `major` on."""

    name: str
    says: str
    minor: float
    major: float
    unit: str
    fix: str


LIMITS = (
    Limit("lcp", "the main content shows", 2500, 4000, "ms",
          "make the largest picture smaller, and send it first"),
    Limit("fcp", "anything shows", 1800, 3000, "ms",
          "let scripts and fonts wait until the page shows"),
    Limit("ttfb", "the server answers", 800, 1800, "ms",
          "answer from a cache, or from nearer to the customer"),
    Limit("cls", "things jump about while it loads", 0.1, 0.25, "",
          "give pictures, adverts and banners their size beforehand"),
)  # fmt: skip
"""Web Vitals' thresholds as web.dev gives them: good, and poor beyond the second."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a picture, in its pixels from the upper left corner."""

    x: int
    y: int
    wide: int
    high: int

    def holds(self, other: Box) -> bool:
        """Tell whether another box lies within this one."""
        across = self.x <= other.x and other.x + other.wide <= self.x + self.wide
        return across and self.y <= other.y and other.y + other.high <= self.y + self.high


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of what a window showed, painted over where it could be personal.

    `kind` is png or jpg; `spots` tells where on it what breaks a rule stands, by the rule; a link
    stands at `links.dead` with its address. `top` is how far the page was scrolled.
    """

    kind: str
    data: bytes
    wide: int
    high: int
    top: int = 0
    spots: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """One page, visited by somebody who agreed to nothing and clicked nothing.

    `device` is desktop or phone. `vitals` are in ms, `cls` without a unit; `size` is in bytes.
    `asked` are hosts of others, `cookies` names by the domain that set them. `trouble` tells why
    there is nothing else, when the page never came.
    """

    url: str
    device: str
    trouble: str = ""
    status: int = 0
    title: str = ""
    heading: str = ""
    described: bool = True
    viewport: bool = True
    wide: bool = False
    lang: str = ""
    language: str = ""
    vitals: Mapping[str, float] = field(default_factory=dict)
    size: int = 0
    requests: int = 0
    errors: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    cookies: Mapping[str, str] = field(default_factory=dict)
    hindrances: tuple[Hindrance, ...] = ()
    ways: tuple[Way, ...] = ()
    lost_anchors: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    shots: tuple[Shot, ...] = ()

    @property
    def place(self) -> str:
        """The page as people name it: its path, and on what it was seen."""
        return place(self.url, self.device)


def place(url: str, device: str = "") -> str:
    """Return a page as people name it: its path, and on what it was seen."""
    parts = urlsplit(url)
    where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{where} on a phone" if device == "phone" else where


@dataclass(frozen=True, slots=True)
class Answered:
    """What asking for a link's address came to: a status, or why there was none."""

    way: Way
    found_on: str
    status: int = 0
    trouble: str = ""
