"""Finds plug-ins: files in our own folders, entry points of packages, a programme's files."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from onetake.words.channel import Action, Channel, Declared
from onetake.words.checks import Check
from onetake.words.kpi import Kpi


@dataclass(frozen=True, slots=True)
class Broken:
    """A plug-in that could not be loaded: where it lies and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels found, by name, and the plug-ins that could not be loaded."""

    found: dict[str, Channel]
    broken: tuple[Broken, ...] = ()


def channels(programme: Path | None = None) -> Channels:
    """Return every channel: ours, those of installed packages, those of a programme's `channels/`.

    A later one of the same name replaces an earlier one, so a programme may bring its own. A
    plug-in that raises while it is loaded is listed as broken; it never stops the others.
    """
    found: dict[str, Channel] = {}
    broken: list[Broken] = []
    for source, load in _sources("channels", programme):
        try:
            channel: Any = getattr(load(), "channel", None)
            wrong = _wrong_with(channel)
            if wrong:
                broken.append(Broken(source, wrong))
                continue
            found[channel.name] = channel
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in is somebody else's code
            broken.append(Broken(source, f"{type(error).__name__}: {error}"))
    return Channels(found, tuple(broken))


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks found, in the order of their names, and the plug-ins that could not be loaded."""

    found: tuple[Check, ...]
    broken: tuple[Broken, ...] = ()


def checks(programme: Path | None = None) -> Checks:
    """Return every check: ours, those of installed packages, those of a programme's `checks/`.

    A later one of the same name replaces an earlier one. One that cannot be loaded is listed.
    """
    found: dict[str, Check] = {}
    broken: list[Broken] = []
    for source, load in _sources("checks", programme):
        try:
            check = getattr(load(), "check", None)
            if isinstance(check, Check):
                found[check.name] = check
            else:
                broken.append(
                    Broken(source, "it has no `check`: write @checks(…) def check(known)")
                )
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in is somebody else's code
            broken.append(Broken(source, f"{type(error).__name__}: {error}"))
    return Checks(tuple(found[name] for name in sorted(found)), tuple(broken))


@dataclass(frozen=True, slots=True)
class Kpis:
    """The KPIs that code works out, each with its file, and those that could not be loaded."""

    found: tuple[tuple[str, Kpi], ...]
    broken: tuple[Broken, ...] = ()


def kpis(programme: Path | None = None) -> Kpis:
    """Return the KPIs of installed packages and of a programme's `kpis/` that are Python."""
    found: list[tuple[str, Kpi]] = []
    broken: list[Broken] = []
    for source, load in _sources("kpis", programme):
        try:
            kpi = getattr(load(), "kpi", None)
            if isinstance(kpi, Kpi):
                found.append((source, kpi))
            else:
                broken.append(Broken(source, "it has no `kpi`: write @kpi(…) def kpi(facts, …)"))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plug-in is somebody else's code
            broken.append(Broken(source, f"{type(error).__name__}: {error}"))
    return Kpis(tuple(found), tuple(broken))


def _wrong_with(channel: Any) -> str:
    """Return what keeps a plug-in's `channel` from being one, or nothing."""
    if channel is None:
        return "it has no `channel`: end it with `channel = …()`"
    if not isinstance(channel.name, str) or not channel.name or "." in channel.name:
        return f"{channel.name!r} cannot name a channel: name = 'whatsapp'"
    if not all(isinstance(kind, type) and issubclass(kind, Action) for kind in channel.actions):
        return "its `actions` are not classes made from Action: actions = (Say, Hear)"
    settings = getattr(channel, "settings", Declared)
    if not (isinstance(settings, type) and issubclass(settings, Declared)):
        return "its `settings` are not a class made from Declared"
    return ""


def _sources(kind: str, programme: Path | None) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield where plug-ins of a kind come from, and what loads each: ours come first."""
    package = importlib.import_module(f"onetake.{kind}")
    for module in pkgutil.iter_modules(package.__path__):
        name = f"{package.__name__}.{module.name}"
        yield name, partial(importlib.import_module, name)
    for entry in entry_points(group=f"onetake.{kind}"):
        yield f"entry point {entry.name}", entry.load
    folder = programme / kind if programme else None
    for file in sorted(folder.glob("*.py")) if folder and folder.is_dir() else ():
        yield str(file), partial(_from_file, kind, file)


def _from_file(kind: str, file: Path) -> ModuleType:
    name = f"onetake_programme_{kind}.{file.stem}_{abs(hash(file.resolve()))}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
