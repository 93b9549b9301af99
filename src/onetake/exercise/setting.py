"""All that walking needs from outside: the programme, the environment, clock, chance, channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from onetake.exercise.leases import Lock, nobody_else
from onetake.words.channel import Channel, References
from onetake.words.code import Scripts
from onetake.words.programme import Environment, Programme


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and with what journeys are walked; `now` gives seconds since 1970 (UTC).

    `quiet` is how many seconds without arrivals make a silence; `canary` is sent with every message
    and must never be stored. `lock` asks other processes for what two runs must not share, for at
    most `lease_patience` seconds. `scripts` opens journeys written in Python, whose code
    may take `code_patience` seconds at most. `scrub` takes personal data and secrets out of a text;
    `references` gives what is kept of the last pass of a walk, by the walk's name.
    """

    programme: Programme
    environment: Environment
    channels: Mapping[str, Channel]
    secrets: Mapping[str, str]
    now: Callable[[], float]
    random: Random = field(default_factory=Random)
    jobs: int = 8
    quiet: float = 1.0
    canary: str = ""
    lock: Lock = nobody_else
    lease_patience: float = 600.0
    scripts: Scripts | None = None
    code_patience: float = 600.0
    scrub: Callable[[str], str] = str
    references: Callable[[str], References] | None = None
