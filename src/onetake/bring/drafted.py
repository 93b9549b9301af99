"""What a foreign file became: journeys with all they need, and what could not be carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Tree = Mapping[str, object]
"""A step, or settings, as a file of the programme has them."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was not carried as it was: where it stood, what it is, and why."""

    place: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """A journey to be written: `name` is its path below `journeys/`, `origin` its first comment.

    `head` holds further keys of its head, such as personas, data and status.
    """

    name: str
    goal: str
    steps: tuple[Tree, ...]
    origin: str = ""
    head: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Steps that several journeys include by the part's name."""

    name: str
    steps: tuple[Tree, ...]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A system to be written: `address` holds templates, `settings` are its channel's."""

    name: str
    channel: str
    address: str
    settings: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Brought:
    """All that one foreign file became.

    `kind` says what the file is, in words. `values` are those of the environment, by name;
    `environment` is that one's name when the file has one. `secrets` says what each is, by name:
    a value is never here. `tables` are texts of CSV by their file's name below `data/`.
    """

    source: str
    kind: str
    journeys: tuple[Drafted, ...] = ()
    parts: tuple[Part, ...] = ()
    systems: tuple[Counterpart, ...] = ()
    personas: Mapping[str, Tree] = field(default_factory=dict)
    environment: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of what is brought.

    `channels` are those there are; `changing`: also requests that change something are brought
    from a description of an API; `calls_on` is the channel of call scripts; `taken` are
    addresses of systems that are there, by name, as they are written; `values` are those of
    environments that are there. `systems` are what files before this one brought.
    """

    channels: frozenset[str] = frozenset({"api", "chat", "echo"})
    changing: bool = False
    calls_on: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    systems: tuple[Counterpart, ...] = ()
