"""Imports the code of journeys written in Python, when they are walked and not before."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import lru_cache, partial
from hashlib import sha256
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from onetake.declare import LiveReader
from onetake.words.code import Body, Call
from onetake.words.location import Location
from onetake.words.programme import Journey
from onetake.words.script import Script
from onetake.words.steps import Step


class ProgrammeScripts:
    """The Python journeys of one programme; each file is imported once, for all its runs.

    A file may take from others in its folder: `from ._shared import log_in`.
    """

    def __init__(self, folder: Path, reader: LiveReader) -> None:
        self._folder = folder.resolve()
        self._package = f"onetake_journeys_{sha256(os.fsencode(self._folder)).hexdigest()[:12]}"
        self._reader = reader
        self._modules: dict[str, ModuleType | BaseException] = {}
        for name in [name for name in sys.modules if name.partition(".")[0] == self._package]:
            del sys.modules[name]  # what an earlier test imported may have changed since

    def load(self, journeys: Iterable[Journey]) -> None:
        """Import the files of journeys before any is walked; what one raises, it raises then."""
        for journey in journeys:
            if journey.script is not None:
                self._module(journey.script.file)

    def body(self, script: Script) -> Body:
        """Return a journey's function. Raises what its file raised when it was imported."""
        module = self._module(script.file)
        if isinstance(module, BaseException):
            raise module
        found: Body = getattr(module, script.function)
        return found

    def step(self, journey: Journey, call: Call) -> Step:
        """Return the step that code asks for. Raises CallWrong."""
        return self._reader.step(journey, call)

    def place(self, file: str, line: int, column: int) -> Location | None:
        """Return a place in one of the programme's files; `column` counts bytes from 0."""
        shown = self._shown(file)
        if not shown:
            return None
        lines = _lines(file)
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        before = text.encode()[:column].decode("utf-8", "ignore")
        return Location(shown, line, len(before) + 1)

    def _shown(self, file: str) -> str:
        path = Path(file)
        if not path.is_absolute() or not path.is_relative_to(self._folder):
            return ""
        return path.relative_to(self._folder).as_posix()

    def _module(self, file: str) -> ModuleType | BaseException:
        if file not in self._modules:
            try:
                self._modules[file] = self._import(file)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - it is somebody else's code
                self._modules[file] = error
        return self._modules[file]

    def _import(self, file: str) -> ModuleType:
        """Import a file as a module of a package that only this programme has."""
        first, *folders, stem = Path(file).with_suffix("").parts
        below, name = self._folder / first, self._package
        self._make_package(name, below)
        for part in folders:
            below, name = below / part, f"{name}.{part}"
            self._make_package(name, below)
        name = f"{name}.{stem.replace('.', '_')}"
        path = self._folder / file
        module = ModuleType(name)
        module.__file__ = str(path)
        module.__package__ = name.rpartition(".")[0]
        vars(module)["print"] = partial(print, file=sys.stderr)  # the output is for results
        sys.modules[name] = module
        writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            # With assertions, however Python itself was started; compiled copies would be litter.
            code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True, optimize=0)
            exec(code, vars(module))
        except BaseException:
            sys.modules.pop(name, None)
            raise
        finally:
            sys.dont_write_bytecode = writes
        return module

    def _make_package(self, name: str, folder: Path) -> None:
        """Make a package of a folder, so that its files can take from each other."""
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(folder)]
            package.__spec__ = ModuleSpec(name, None, is_package=True)
            sys.modules[name] = package


@lru_cache(maxsize=256)
def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text("utf-8-sig").splitlines()
    except (OSError, ValueError):
        return []
