"""What a visit to a page of a site showed, before anybody judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Answered:
    """What asking for a link's address came to: a status, or why there was none."""

    way: Way
    found_on: str
    status: int = 0
    trouble: str = ""
