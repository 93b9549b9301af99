"""Reads what journeys refer to: environments, systems, personas, teams, secrets and parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from onetake.declare.anything import unreadable
from onetake.declare.document import Spot, described
from onetake.declare.files import MAIN, Found, load, repeated, yaml_files
from onetake.declare.heads import EnvironmentPart, ProgrammeFile, SecretPart, TeamFile
from onetake.declare.modifiers import facts_of
from onetake.declare.nearest import nearest
from onetake.declare.parts import PartShelf
from onetake.declare.people import objectives
from onetake.declare.pools import read_pool
from onetake.declare.steps import Words
from onetake.declare.systems import read_system
from onetake.declare.tables import TableShelf
from onetake.declare.validate import validate
from onetake.words.channel import Channel
from onetake.words.location import Fault, Location
from onetake.words.programme import (
    Ceilings,
    Environment,
    Permission,
    Persona,
    Programme,
    Promise,
    Secret,
    System,
    Team,
)

Noun = TypeVar("Noun", System, Persona, Team)
_FOLDERS = {"team": "teams", "persona": "personas", "system": "systems"}


@dataclass(slots=True)
class Frame:
    """All a journey may refer to, and what is wrong with it.

    `broken` holds the names of each kind whose files have faults: who refers to one cannot be
    used either, but has no fault of its own. `usable` is False when onetake.yaml cannot be used:
    then nothing that it might declare is missed.
    """

    programme: Programme
    channels: Mapping[str, Channel]
    words: Words
    parts: PartShelf
    tables: TableShelf
    usable: bool = True
    faults: list[Fault] = field(default_factory=list)
    broken: dict[str, set[str]] = field(default_factory=dict)
    files: int = 1
    systems_of: dict[str, list[str]] = field(default_factory=dict)

    @property
    def facts(self) -> Mapping[str, str]:
        """Every fact that some hearing action knows."""
        return {
            root: sentence
            for action in self.words.values()
            if action.hears
            for root, sentence in facts_of(action).items()
        }

    def can_use(self, kind: str, name: str, spot: Spot) -> bool:
        """Tell if a name is declared without fault; note one that is not declared at all."""
        known: Mapping[str, object] = getattr(self.programme, f"{kind}s")
        if name in known:
            return True
        broken = self.broken.get(kind, set())
        if name not in broken:
            write = f"write {_FOLDERS[kind]}/{name}.yaml" if kind in _FOLDERS else ""
            hint = nearest(name, (*known, *broken), f"{kind}s", write)
            spot.fault(f"{kind}.unknown", f"there is no {kind} {name!r}", hint=hint)
        return False


def read_frame(folder: Path, channels: Mapping[str, Channel]) -> Frame:
    """Return everything but the journeys."""
    words = {
        f"{name}.{action.word}": action
        for name, channel in channels.items()
        for action in channel.actions
    }
    main = load(folder / MAIN, MAIN)
    spot = Spot(main, (), main.value)
    head = validate(spot, ProgrammeFile) if main.value is not None else None
    programme = _main(spot, head, folder) if head is not None else unreadable(str(folder))
    frame = Frame(programme, channels, words, PartShelf(folder, words), TableShelf(folder))
    frame.usable = not main.broken
    for kind, read in _READERS.items():
        found = _all(frame, folder, kind, read)
        frame.programme = replace(frame.programme, **{_FOLDERS[kind]: found})  # type: ignore[arg-type]
    for name, system in frame.programme.systems.items():
        frame.systems_of.setdefault(system.channel, []).append(name)
    if head is not None and head.owner:
        frame.can_use("team", head.owner, spot["owner"])
    frame.parts.read_all()
    frame.faults += [*main.faults, *frame.parts.faults()]
    frame.files += len(frame.parts.names)
    return frame


def _main(spot: Spot, head: ProgrammeFile, folder: Path) -> Programme:
    messages = head.ceilings.messages
    part = head.slo
    promise = Promise(part.target, part.window, spot["slo"].location) if part else None
    ceilings = Ceilings(Ceilings().messages if messages is None else messages, head.ceilings.cost)
    return Programme(
        head.programme,
        str(folder),
        head.owner,
        environments={
            name: _environment(name, part, spot["environments"][name])
            for name, part in head.environments.items()
        },
        secrets={
            name: _secret(name, part, spot["secrets"][name]) for name, part in head.secrets.items()
        },
        ceilings=ceilings,
        jobs=head.jobs,
        keeping=head.ledger.keeping(),
        hour=head.hour,
        promise=promise,
    )


def _environment(name: str, part: EnvironmentPart, spot: Spot) -> Environment:
    raw = part.evidence == "raw"
    if raw and part.customer_facing:
        spot["evidence"].fault(
            "evidence.raw",
            f"real customers are in {name!r}: evidence that nothing can scrub is not kept there",
            hint="take this line away, or `customer_facing` where customers are invented",
        )
    allowed = part.may_load
    return Environment(
        name, part.customer_facing, part.values, part.control, spot.location, raw=raw,
        max_rate=part.max_rate, max_customers=part.max_customers,
        may_load=Permission(allowed.by, allowed.until) if allowed else None,
    )  # fmt: skip


def _secret(name: str, part: SecretPart, spot: Spot) -> Secret:
    given = [place for place in ("env", "file", "keyring") if getattr(part, place)]
    if len(given) > 1:
        spot.fault("secret", f"{name!r} has {len(given)} places: {', '.join(given)}",
                   hint="keep one of them")  # fmt: skip
    env = part.env if given else name.upper().replace("-", "_")
    return Secret(name, env, part.file, part.keyring, spot.location)


def _all(
    frame: Frame, folder: Path, kind: str, read: Callable[[Spot, str, Frame], Noun | None]
) -> dict[str, Noun]:
    """Return what the files of one folder declare, by their names."""
    found: dict[str, Noun] = {}
    broken = frame.broken.setdefault(kind, set())
    files = yaml_files(folder, _FOLDERS[kind])
    frame.files += len(files)
    frame.faults += same_name(files)
    for item in files:
        document = item.document()
        noun = None
        if document.value is not None:
            noun = read(Spot(document, (), document.value), item.name, frame)
        frame.faults += document.faults
        if noun is None or document.broken:
            broken.add(item.name)
        else:
            found[item.name] = noun
    return found


def same_name(files: list[Found]) -> list[Fault]:
    """Return a fault for each file whose name another one has already."""
    return [
        Fault(
            Location(item.file),
            f"{item.name!r} is declared twice; the other is {other.file}",
            "rename or remove one of them",
            "name.repeated",
        )
        for item, other in repeated(files)
    ]


def _team(spot: Spot, name: str, frame: Frame) -> Team | None:
    head = validate(spot, TeamFile)
    if head is None:
        return None
    wants = objectives(spot, head.objectives)
    return Team(
        name,
        head.name,
        head.contact,
        spot.location,
        head.function,
        head.levers,
        wants,
        head.data_categories,
    )


def _persona(spot: Spot, name: str, frame: Frame) -> Persona | None:
    if not isinstance(spot.value, dict):
        spot.fault("persona", f"a persona is a mapping, not {described(spot.value)}",
                   hint="write name: …, language: …, and what else is known of her")  # fmt: skip
        return None
    if "id" in spot.value:
        spot["id"].fault("persona", "${persona.id} is always the file's name",
                         hint="give this attribute another name", key=True)  # fmt: skip
    attributes, pools = dict(spot.value), {}
    for attribute, value in spot.value.items():
        if isinstance(value, dict) and set(value) == {"pool"}:
            pool = pools[attribute] = read_pool(spot[attribute]["pool"], frame.tables)
            attributes[attribute] = pool.values[0] if pool.values else ""
    return Persona(name, attributes, spot.location, pools)


def _system(spot: Spot, name: str, frame: Frame) -> System | None:
    system = read_system(spot, name, frame.channels, frame.programme)
    if system is not None and system.owner:
        frame.can_use("team", system.owner, spot["owner"])
    return system


_READERS: Mapping[str, Callable[[Spot, str, Frame], Any]] = {
    "team": _team, "persona": _persona, "system": _system,
}  # fmt: skip
