"""What walking needs of journeys written in Python: their functions, and the steps they ask for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from onetake.words.channel import Action, Heard, Line, Memory
from onetake.words.line import Arrival
from onetake.words.location import NOWHERE, Location
from onetake.words.match import Matcher
from onetake.words.path import Path
from onetake.words.programme import Journey
from onetake.words.script import Script
from onetake.words.steps import Step
from onetake.words.template import Template
from onetake.words.trouble import CannotTell

Body = Callable[[object], Awaitable[object]]
"""The async function of a journey; it is given what it walks with."""


@dataclass(frozen=True, slots=True)
class Call:
    """An action as running code asks for it.

    `given` are arguments by position, `named` by name: texts, numbers, truth values, lists and
    mappings. Only a text that is `Written` is a template; any other says exactly what it holds.
    """

    word: str
    given: tuple[object, ...] = ()
    named: Mapping[str, object] = field(default_factory=dict)
    location: Location = NOWHERE


class CallWrong(ValueError):
    """What code asks for is no step: an unknown action, or arguments that do not fit."""


class Scripts(Protocol):
    """Opens journeys written in Python; the only way to their code."""

    def body(self, script: Script) -> Body:
        """Return a journey's function; its file is imported on first use, whatever that raises."""

    def step(self, journey: Journey, call: Call) -> Step:
        """Return the step that code asks for. Raises CallWrong."""

    def place(self, file: str, line: int, column: int) -> Location | None:
        """Return a place in the programme's own code as messages call it; None for others' code."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An action whose arguments only running code could tell; it is planned, never walked.

    `texts` are the templates among what is known of them.
    """

    kind: type[Action]
    texts: tuple[Template, ...] = ()

    @property
    def says(self) -> bool:
        """Whether something goes to the system."""
        return self.kind.says

    @property
    def hears(self) -> bool:
        """Whether the step takes something from the inbox."""
        return self.kind.hears

    @property
    def facts(self) -> Mapping[str, str]:
        """What may be expected of it."""
        return self.kind.facts

    def expects(self) -> tuple[tuple[Path, Matcher], ...]:
        """Return nothing: what it takes is not known yet."""
        return ()

    def gathers(self) -> tuple[tuple[Path, Matcher], ...]:
        """Return nothing: what it gathers is not known yet."""
        return ()

    def spoken(self) -> Template | None:
        """Return nothing: its words are not known yet."""
        return None

    async def say(self, line: Line, memory: Memory) -> None:
        """Raise CannotTell: code makes a step of its own to walk."""
        raise CannotTell("python", "only the journey's own code can walk this step")

    def read(self, arrivals: Sequence[Arrival]) -> Heard | None:
        """Return nothing: it hears nothing itself."""
        return None

    def templates(self) -> Iterator[Template]:
        """Yield the templates that are known."""
        return iter(self.texts)
