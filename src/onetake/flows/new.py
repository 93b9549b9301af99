"""Starts a programme that passes at once, or a channel plug-in that works."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from onetake import plugins
from onetake.errors import UsageWrong
from onetake.flows.schema import SCHEMAS, write_schemas

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN = re.compile(r"[^\W\d_][\w ]*")


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were written, and what to do next."""

    files: tuple[Path, ...]
    next: tuple[str, ...]


def new_programme(folder: Path, *, python: bool = False) -> Made:
    """Write a small programme into a new or empty folder, its journey in YAML or in Python.

    Raises UsageWrong when the folder already holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageWrong(
            f"{folder} already holds something", hint="name a new folder: onetake new my-company"
        )
    name = title_of(folder)
    if not _PLAIN.fullmatch(name):
        name = json.dumps(name, ensure_ascii=False)
    written = []
    for path, source in _starter(python=python):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text("utf-8").replace("${name}", name), "utf-8")
        written.append(target)
    write_schemas(folder, folder / SCHEMAS)
    return Made(tuple(written), (f"cd {folder}", "onetake test"))


def title_of(folder: Path) -> str:
    """Return what a programme in a folder is called: `my-company` is My Company."""
    name = folder.resolve().name.replace("-", " ").replace("_", " ").title()
    return name.encode(errors="replace").decode()


def new_channel(name: str, folder: Path) -> Made:
    """Write a channel plug-in with its test into a programme's `channels/`.

    Raises UsageWrong for a name that is none, or a file that is already there.
    """
    if not _NAME.fullmatch(name):
        raise UsageWrong(
            f"{name!r} cannot name a channel",
            hint="use small letters, digits and _, starting with a letter: --channel whatsapp",
        )
    if name in plugins.channels().found:
        raise UsageWrong(
            f"there is a channel {name!r} already, and yours would hide it",
            hint="take another name",
        )
    written = []
    for target, source in _channel_files(name, folder):
        if target.exists():
            raise UsageWrong(f"{target} is already there", hint="take another name, or remove it")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, "utf-8")
        written.append(target)
    system = f"write {folder / 'systems' / f'{name}.yaml'} (channel: {name}, address: …)"
    return Made(
        tuple(written),
        (f"python -m pytest {written[-1]}   (pip install pytest)", system, "onetake lint"),
    )


def _channel_files(name: str, folder: Path) -> Iterator[tuple[Path, str]]:
    templates = files("onetake.channels") / "_scaffold"
    class_name = "".join(part.title() for part in name.split("_"))
    for source, target in (
        ("channel.py.txt", folder / "channels" / f"{name}.py"),
        ("test_channel.py.txt", folder / "tests" / f"test_{name}.py"),
    ):
        text = (templates / source).read_text("utf-8")
        yield target, text.replace("__NAME__", name).replace("__CLASS__", class_name)


def _starter(*, python: bool) -> Iterator[tuple[Path, Traversable]]:
    """Yield a new programme's files; those that would be taken for our own bear another name."""
    here = files("onetake.flows")
    for path, source in _files(here / "starter", Path()):
        if path.name == "gitignore":
            yield path.with_name(".gitignore"), source
        elif not python or path.parent != Path("journeys"):
            yield path, source
    for path, source in _files(here / "starter_python", Path()) if python else ():
        yield path.with_suffix(""), source


def _files(folder: Traversable, below: Path) -> Iterator[tuple[Path, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _files(item, below / item.name)
        elif not item.name.endswith(".pyc"):
            yield below / item.name, item
