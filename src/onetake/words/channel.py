"""The contracts of a channel: what a plug-in offers and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict

from onetake.words.line import Arrival, Inbox
from onetake.words.match import Matcher
from onetake.words.path import Path as FactPath
from onetake.words.programme import System
from onetake.words.template import Template, templates_in
from onetake.words.verdict import Verdict

Memory = Mapping[str, object]


class Declared(BaseModel):
    """A model read from a file: unknown keys are faults, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def templates(self) -> Iterator[Template]:
        """Yield every template in this model's fields."""
        for name in type(self).model_fields:
            yield from templates_in(getattr(self, name))


class Action(Declared):
    """What a step may say on a channel; the docstring of a subclass is its manual page.

    `word` is the name behind the dot (`say`); `shorthand` the field a scalar stands for.
    `says`: something goes to the system. `hears`: the step takes something from the inbox.
    `looks`: it says nothing to the system and only waits by its line's own means, in `say`; so
    `within` runs from the saying before it.
    `asks`: what it says changes nothing there, such as asking for a page.
    `turn` and `login` count in the customer's effort. `patience` is the default wait in seconds.
    `facts` maps the first part of each path that `expect` may use to one sentence about it.
    """

    word: ClassVar[str]
    shorthand: ClassVar[str] = ""
    says: ClassVar[bool] = False
    hears: ClassVar[bool] = False
    looks: ClassVar[bool] = False
    asks: ClassVar[bool] = False
    turn: ClassVar[bool] = False
    login: ClassVar[bool] = False
    patience: ClassVar[float] = 10.0
    facts: ClassVar[Mapping[str, str]] = {}

    def expects(self) -> Sequence[tuple[FactPath, Matcher]]:
        """Return what an arrival must be like for this step to take it (of a hearing action)."""
        return ()

    def gathers(self) -> Sequence[tuple[FactPath, Matcher]]:
        """Return matchers that its line has seen to, whose named groups are kept all the same."""
        return ()

    def spoken(self) -> Template | None:
        """Return the words the customer says or presses, for effort, `order` and `stops_before`."""
        return None


class Heard(Protocol):
    """What a step took from its line, read lazily."""

    def fact(self, path: FactPath) -> object:
        """Return the value at a path, or ABSENT; `text` is known to every channel."""


class Evidence(Protocol):
    """Takes what could prove a verdict; it is scrubbed before anyone sees it."""

    def put(self, kind: str, data: bytes | Callable[[], bytes]) -> None:
        """Keep `data` of this step; a callable is only called when the evidence is wanted.

        `kind` is a name with a suffix that tells its form: `request.http`, `answer.json`.
        """


class References(Protocol):
    """Texts from when a journey's steps last passed, so that proof can show what differs now."""

    def get(self, name: str) -> str:
        """Return the text kept under a name; nothing when there is none."""

    def put(self, name: str, text: str) -> None:
        """Keep a text, which must have been scrubbed, under a name."""

    def fresh(self, name: str) -> bool:
        """Tell whether a text was kept so lately that it need not be gathered again."""


@dataclass(frozen=True, slots=True)
class Place:
    """All a channel needs to open a line: where to, as whom, and where evidence goes.

    `address` has its templates filled in; `marks()` gives the headers each message must carry
    (traceparent and the mark that says it is synthetic); `memory` fills in settings. Relative
    paths of files start from `folder`, the programme's. `raw`: the environment allows evidence that
    nothing can scrub, such as a recording of a page. `scrub` is what each text goes through before
    it is stored; `references` are this journey's and persona's, None where nothing is kept.
    """

    system: System
    address: str
    memory: Memory
    evidence: Evidence
    marks: Callable[[], Mapping[str, str]]
    folder: Path = Path()
    raw: bool = False
    scrub: Callable[[str], str] = str
    references: References | None = None


class Line(Protocol):
    """A persona's open connection to a system."""

    inbox: Inbox

    async def close(self) -> None:
        """End the connection; never raises for a connection already lost."""


@runtime_checkable
class Streams(Protocol):
    """A line on which things of two kinds arrive, such as messages and reports on those sent."""

    def inbox_for(self, action: Action) -> Inbox:
        """Return the inbox that an action hears; `inbox` is that of all others."""


@runtime_checkable
class Proves(Protocol):
    """A line that can show what stands on it, such as a page."""

    async def prove(self, verdict: Verdict) -> None:
        """Put into the evidence what proves a verdict on the step just walked; never raises.

        Called for what failed, degraded or could not be told, before evidence is collected; it is
        given up after 5 seconds.
        """


@runtime_checkable
class Hurried(Protocol):
    """A line that waits by its own means, so that it can tell in its own words what never came.

    `deadline` is set before each saying, by the event loop's clock, in seconds; what waits gives up
    a little before it.
    """

    deadline: float


class Prepared(Protocol):
    """An action made ready once per plan and used by every run."""

    async def say(self, line: Line, memory: Memory) -> None:
        """Send what the action says; returns when sent. Raises Trouble.

        A channel whose answer belongs to its question (api) appends it to the inbox here.
        """

    def read(self, arrivals: Sequence[Arrival]) -> Heard | None:
        """Make one thing heard of a run of arrivals; None when they make nothing complete."""


@runtime_checkable
class Observing(Protocol):
    """A prepared action that gathers facts while it is said, and only those asked for."""

    def observing(self, roots: frozenset[str]) -> Prepared:
        """Return the action made ready to gather facts; `roots` are the first parts of paths."""


class Channel(Protocol):
    """A way customers and a company meet; one file or folder in `channels/`."""

    name: str
    actions: tuple[type[Action], ...]

    def prepare(self, action: Action, system: System) -> Prepared:
        """Make an action ready for a system; called once per plan."""

    async def open(self, place: Place) -> Line:
        """Open a line; it listens only, appending arrivals to its inbox. Raises Trouble."""


@runtime_checkable
class Configured(Protocol):
    """A channel whose systems have settings of their own in their file."""

    settings: type[Declared]


@runtime_checkable
class Bounded(Protocol):
    """A channel of which only so many runs can go on at once in one process, such as browsers."""

    at_once: int
