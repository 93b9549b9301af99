"""Brings foreign files into a new or an existing programme; what is there already stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path

import onetake.bring.files as drafts
from onetake import plugins
from onetake.bring.adding import added_to
from onetake.bring.drafted import Brought, Left, Wish
from onetake.bring.foreign import recognise
from onetake.bring.people import without_people
from onetake.bring.reading import bring
from onetake.errors import UsageWrong
from onetake.flows.new import title_of
from onetake.flows.programme import open_programme
from onetake.flows.schema import SCHEMAS, write_schemas
from onetake.scrub.finding import personal_in
from onetake.words.programme import Programme

_LARGEST = 200_000_000
_STARTER = {"teams/digital.yaml": "teams/digital.yaml", ".gitignore": "gitignore"}
_PROGRAMME = "onetake.yaml"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants of foreign files: see `Wish`."""

    changing: bool = False
    calls_on: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was written, what was there and stayed or grew, what was not carried, what is next.

    `to_add` is what the programme's onetake.yaml still needs by hand, as it is written there.
    """

    written: tuple[Path, ...]
    stayed: tuple[Path, ...]
    grown: tuple[Path, ...]
    left: tuple[Left, ...]
    secrets: Mapping[str, str]
    to_add: str
    next: tuple[str, ...]


def bring_programme(folder: Path, sources: Sequence[Path], choices: Choices) -> Carried:
    """Write what foreign files become into a folder.

    Raises UsageWrong when a file is none that can be brought, or the folder holds something else
    than a programme; ProgrammeWrong when the programme there has faults.
    """
    found = [recognise(path.name, _content(path)) for path in _all(sources)]
    programme = programme_at(folder)
    known = frozenset(plugins.channels(folder if programme else None).found)
    wish = Wish(known, choices.changing, choices.calls_on, taken_in(programme), _values(programme))
    return write_brought(folder, programme, tuple(_without_people(bring(found, wish), programme)))


def _without_people(brought: Sequence[Brought], programme: Programme | None) -> Iterator[Brought]:
    """Yield what was brought with made-up customers, each named like no other persona."""
    taken = set(programme.personas) if programme else set()
    for one in brought:
        made = without_people(one, personal_in, taken)
        taken |= set(made.personas)
        yield made


def taken_in(programme: Programme | None) -> Mapping[str, str]:
    """Return the addresses of a programme's systems by name, as they are written."""
    systems = programme.systems.values() if programme else ()
    return {system.name: str(system.address_in("") or "") for system in systems}


def programme_at(folder: Path) -> Programme | None:
    """Return the programme in a folder, None where one may be begun.

    Raises UsageWrong when the folder holds something else, ProgrammeWrong for one with faults.
    """
    if (folder / _PROGRAMME).is_file():
        return open_programme(folder).programme
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageWrong(
            f"{folder} holds something else than a programme",
            hint="name a new folder, or one with an onetake.yaml",
        )
    return None


def write_brought(folder: Path, programme: Programme | None, brought: Sequence[Brought]) -> Carried:
    """Write what was brought into a folder; `programme` is the one that is there.

    Its names of systems and values are taken already: whoever drafts chooses others.
    """
    return _Writing(folder, tuple(brought)).all(programme)


def _values(programme: Programme | None) -> Mapping[str, object]:
    """Return the values of a programme's environments; of the first one where they differ."""
    environments = reversed(list(programme.environments.values())) if programme else ()
    return {
        n: str(value) for environment in environments for n, value in environment.values.items()
    }


def _owner(programme: Programme | None) -> str:
    """Return the team that answers for what is brought: the programme's own, else any."""
    if programme is None:
        return "digital"
    return programme.owner or next(iter(programme.teams), "")


def _all(sources: Sequence[Path]) -> Iterator[Path]:
    """Yield files, those of folders in the order of their names."""
    for source in sources:
        if source.is_dir():
            yield from (p for p in sorted(source.rglob("*")) if p.is_file() and p.name[0] != ".")
        else:
            yield source


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageWrong(f"{path} is larger than 200 MB", hint="export a part of it")
        return path.read_bytes()
    except OSError as error:
        raise UsageWrong(f"{path} cannot be read: {error.strerror}", hint="name a file") from None


@dataclass(slots=True)
class _Writing:
    """Writes files that are not there yet, and remembers which were."""

    folder: Path
    brought: tuple[Brought, ...]

    def all(self, programme: Programme | None) -> Carried:
        """Write everything; `programme` is the one that is there."""
        needs = drafts.needs_of(self.brought)
        texts = drafts.files_of(self.brought, owner=_owner(programme))
        starter = package_files("onetake.flows") / "starter"
        if programme is None:
            for path, source in _STARTER.items():
                texts[path] = (starter / source).read_text("utf-8")
            texts[_PROGRAMME] = drafts.programme_text(title_of(self.folder), needs)
        stayed = tuple(path for path in texts if (self.folder / path).exists())
        written = tuple(path for path in texts if path not in stayed)
        for path in written:
            self._write(path, texts[path])
        grown, to_add = self._grow(programme, needs) if programme else ((), "")
        if programme is None:
            write_schemas(self.folder, self.folder / SCHEMAS)
        account = self._account(written, stayed)
        return Carried(
            written=tuple(self.folder / path for path in (*written, *account[0])),
            stayed=tuple(self.folder / path for path in stayed),
            grown=tuple(self.folder / path for path in (*grown, *account[1])),
            left=tuple(left for one in self.brought for left in one.left),
            secrets=needs.secrets,
            to_add=to_add,
            next=self._next(needs),
        )

    def _write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def _grow(self, programme: Programme, needs: drafts.Needs) -> tuple[tuple[str, ...], str]:
        """Add to onetake.yaml what it lacks; return what was changed, or what is to be added."""
        file = self.folder / _PROGRAMME
        before = file.read_text("utf-8")
        after = added_to(before, tuple(programme.environments), needs)
        if after is None:
            return (), drafts.lacking_text(needs)
        if after == before:
            return (), ""
        file.write_text(after, "utf-8")
        return (_PROGRAMME,), ""

    def _account(
        self, written: Sequence[str], stayed: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write BROUGHT.md or add to it; return it as written, or as grown."""
        file = self.folder / drafts.ACCOUNT
        parts = [drafts.account_of(one, *_of(one, written, stayed)) for one in self.brought]
        if file.exists():
            file.write_text(file.read_text("utf-8").rstrip() + "\n\n" + "\n".join(parts), "utf-8")
            return (), (drafts.ACCOUNT,)
        self._write(drafts.ACCOUNT, "# What was brought\n\n" + "\n".join(parts))
        return (drafts.ACCOUNT,), ()

    def _next(self, needs: drafts.Needs) -> tuple[str, ...]:
        secrets = [f"export {name.upper()}=…" for name in needs.secrets]
        return (f"cd {self.folder}", *secrets, "onetake lint", "onetake test")


def _of(one: Brought, written: Sequence[str], stayed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return which of the files belong to one foreign file."""
    own = drafts.files_of([one], owner="")
    return [path for path in written if path in own], [path for path in stayed if path in own]
