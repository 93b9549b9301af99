"""What journeys are made of: steps, and blocks of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onetake.words.figure import Levels
from onetake.words.location import NOWHERE, Location
from onetake.words.match import Matcher
from onetake.words.path import Path
from onetake.words.template import Template


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold in a run's memory: dotted names and their matchers."""

    checks: tuple[tuple[str, Matcher], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One action and what the customer expects of it.

    `action` is the channel's own validated model; `word` its name such as `chat.say`.
    `within` and `patience` may be templates, filled in when run (thresholds from data).
    """

    channel: str
    word: str
    action: object
    name: str = ""
    phase: str = ""
    system: str = ""
    speaker: str = ""
    expect: tuple[tuple[Path, Matcher], ...] = ()
    keep: tuple[tuple[str, Path], ...] = ()
    within: Levels | Template | None = None
    patience: float | Template | None = None
    when: Condition | None = None
    optional: bool = False
    since: str = ""
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Choose:
    """The first branch whose condition holds is walked; a branch without one always holds."""

    branches: tuple[tuple[Condition | None, tuple[Block, ...]], ...]
    name: str = ""
    phase: str = ""
    when: Condition | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Until:
    """Steps walked again until the last thing heard is as expected.

    Ends after `times` rounds or `seconds`, whichever is given; `every` is the wait between rounds.
    """

    steps: tuple[Block, ...]
    expect: tuple[tuple[Path, Matcher], ...]
    every: float = 1.0
    times: int | None = None
    seconds: float | None = None
    name: str = ""
    phase: str = ""
    when: Condition | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Include:
    """Steps of a part, walked with the given values under the names the part needs."""

    part: str
    steps: tuple[Block, ...]
    values: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    phase: str = ""
    when: Condition | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Together:
    """Lanes of steps walked at once: two customers, or a customer and an agent.

    Steps in the lane `customer` are the journey's own persona's; in any other lane they are
    spoken as the lane is called, unless they say otherwise.
    """

    lanes: tuple[tuple[str, tuple[Block, ...]], ...]
    name: str = ""
    phase: str = ""
    when: Condition | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Handoff:
    """Steps on another channel, which must show that it knows what was said before.

    `knows` are dotted names; each value must be heard before the customer says it there.
    """

    knows: tuple[str, ...]
    steps: tuple[Block, ...]
    name: str = ""
    phase: str = ""
    when: Condition | None = None
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Passage:
    """Steps that a journey's Python code walks, perhaps or often: `note` is the line that decides.

    What it decides by only running the code can tell.
    """

    note: str
    steps: tuple[Block, ...]
    name: str = ""
    phase: str = ""
    when: Condition | None = None
    location: Location = NOWHERE


Block = Step | Choose | Until | Include | Together | Handoff | Passage
CUSTOMER = "customer"
"""The lane of the journey's own persona."""


def nested(block: Block) -> tuple[tuple[Block, ...], ...]:
    """Return the lists of steps that stand inside a block; a step has none."""
    if isinstance(block, Step):
        return ()
    if isinstance(block, Choose):
        return tuple(steps for _, steps in block.branches)
    if isinstance(block, Together):
        return tuple(steps for _, steps in block.lanes)
    return (block.steps,)
