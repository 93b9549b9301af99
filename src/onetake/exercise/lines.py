"""A run's open lines: one per speaker and system, opened before the first step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onetake.exercise.blame import crash
from onetake.exercise.exhibits import Exhibits
from onetake.exercise.ready import Act
from onetake.words.channel import Channel, Hurried, Line, Memory, Place, Proves, References, Streams
from onetake.words.line import Arrival, Inbox
from onetake.words.template import Undefined
from onetake.words.trouble import CannotTell, Trouble
from onetake.words.verdict import Verdict

Key = tuple[str, str]
_CLOSING_TIME = 5.0


@dataclass(slots=True)
class Lines:
    """Opens, hands out and closes lines; a line that could not be opened raises when it is used."""

    environment: str
    channels: Mapping[str, Channel]
    marks: Callable[[], Mapping[str, str]]
    folder: Path = Path()
    persona: str = ""
    patience: float = 30.0
    raw: bool = False
    scrub: Callable[[str], str] = str
    references: References | None = None
    _open: dict[Key, Line | Trouble] = field(default_factory=dict)
    _streams: dict[Key, Streams] = field(default_factory=dict)
    _hurried: dict[Key, Hurried] = field(default_factory=dict)
    _proving: dict[Key, Proves] = field(default_factory=dict)
    _exhibits: dict[Key, Exhibits] = field(default_factory=dict)

    async def open(self, acts: Iterable[Act], memory_of: Callable[[Act], Memory]) -> None:
        """Open every line these steps name, at once; opening only listens."""
        wanted = {self._key(act): act for act in acts if self._key(act) not in self._open}
        openings = [self._keep(act, memory_of(act)) for act in wanted.values()]
        if len(openings) == 1:
            await openings[0]
        else:
            await asyncio.gather(*openings)

    def of(self, act: Act) -> Line:
        """Return a step's line. Raises the Trouble that kept it from being opened."""
        line = self._open[self._key(act)]
        if isinstance(line, Trouble):
            raise line
        return line

    def hurry(self, act: Act, deadline: float) -> None:
        """Tell a line that waits by its own means until when its next saying may take."""
        if self._hurried and (line := self._hurried.get(self._key(act))) is not None:
            line.deadline = deadline

    async def prove(self, act: Act, verdict: Verdict) -> None:
        """Let a step's line show what stands on it, when it is open and can."""
        if (line := self._proving.get(self._key(act))) is not None:
            await line.prove(verdict)

    def inbox(self, act: Act) -> Inbox:
        """Return what a step hears from. Raises the Trouble that kept it from being opened."""
        streams = self._streams.get(self._key(act))
        return streams.inbox_for(act.action) if streams else self.of(act).inbox

    def unheard(self, act: Act) -> tuple[Arrival, ...]:
        """Take all that lies in the inbox a step hears from."""
        inbox = self.inbox(act)
        return tuple(inbox.take(len(inbox.pending)))

    def exhibits(self, act: Act) -> Exhibits:
        """Return what could prove the verdict on a step: the evidence of its line."""
        return self._exhibits.setdefault(self._key(act), Exhibits())

    def arrived(self) -> int:
        """Return how many things arrived on all lines."""
        return sum(
            line.inbox.arrived for line in self._open.values() if not isinstance(line, Trouble)
        )

    async def close(self) -> None:
        """Close every line; one that will not close within seconds, or by Ctrl-C, is left."""
        lines = [line for line in self._open.values() if not isinstance(line, Trouble)]
        self._open.clear()
        self._streams.clear()
        self._hurried.clear()
        self._proving.clear()
        if not lines:
            return
        try:
            async with asyncio.timeout(_CLOSING_TIME):
                await asyncio.gather(*(line.close() for line in lines), return_exceptions=True)
        except (TimeoutError, asyncio.CancelledError):
            return

    async def _keep(self, act: Act, memory: Memory) -> None:
        """Keep each line as soon as it is open, so that it is closed even after an interruption."""
        line = self._open[self._key(act)] = await self._try(act, memory)
        if isinstance(line, Streams):
            self._streams[self._key(act)] = line
        if isinstance(line, Hurried):
            self._hurried[self._key(act)] = line
        if isinstance(line, Proves):
            self._proving[self._key(act)] = line

    async def _try(self, act: Act, memory: Memory) -> Line | Trouble:
        try:
            place = self._place(act, memory)
            async with asyncio.timeout(self.patience):
                return await self.channels[act.step.channel].open(place)
        except Trouble as trouble:
            return trouble
        except Undefined as undefined:
            return CannotTell("template", f"{undefined}, needed for {act.system.name}")
        except TimeoutError:
            return CannotTell(
                "connection", f"{act.system.name} did not open within {self.patience:g} s"
            )
        except Exception as error:  # noqa: BLE001 - a channel may be somebody else's code
            ruling = crash(act.step.channel, error)
            return CannotTell(ruling.rule, ruling.reason)

    def _place(self, act: Act, memory: Memory) -> Place:
        template = act.system.address_in(self.environment)
        address = template.text(memory) if template else ""
        return Place(
            act.system,
            address,
            memory,
            self.exhibits(act),
            self.marks,
            self.folder,
            self.raw,
            self.scrub,
            self.references,
        )

    def _key(self, act: Act) -> Key:
        """Return whose line a step uses; a persona named by `as` in its own journey is no other."""
        speaker = act.step.speaker
        return "" if speaker == self.persona else speaker, act.system.name
