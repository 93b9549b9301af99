"""Finds a programme's files and reads them; what cannot be read is a fault, not a crash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG

from onetake.declare.compose import read_document
from onetake.declare.document import Document
from onetake.declare.source import LARGEST
from onetake.errors import ProgrammeWrong

MAIN = "onetake.yaml"
JOURNEYS = "journeys"
SCRIPT = ".py"
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that declares something: its name, its path, and how messages call it."""

    name: str
    path: Path
    file: str

    @property
    def is_script(self) -> bool:
        """Whether it is written in Python."""
        return self.file.endswith(SCRIPT)

    def document(self) -> Document:
        """Return what the file holds."""
        return load(self.path, self.file)


def find(start: Path) -> Path:
    """Return the folder with onetake.yaml at or above a folder.

    Raises ProgrammeWrong when there is none.
    """
    with suppress(OSError, RuntimeError):  # links in a circle, names nobody can have
        begin = start.resolve()
        for folder in (begin, *begin.parents):
            if (folder / MAIN).is_file():
                return folder
    raise ProgrammeWrong(
        f"there is no {MAIN} in {start} or above it",
        hint="begin a programme: onetake new DIR",
        place=str(start),
    )


def load(path: Path, file: str) -> Document:
    """Return a YAML file's document; it holds a fault when the file cannot be read."""
    try:
        return read_document(file, content(path, LARGEST + 1))
    except OSError as error:
        document = Document(file)
        hint = "onetake new DIR begins a programme" if file == MAIN else "check its permissions"
        message = f"the file cannot be read: {(error.strerror or 'error').lower()}"
        document.report("file", message, document.whole, hint=hint)
        return document


def content(path: Path, most: int = -1) -> bytes:
    """Return the bytes of a file, `most` of them. Raises OSError, also for what is no file.

    A pipe would keep us waiting for ever, and a device may never end.
    """
    if not S_ISREG(path.stat().st_mode):
        raise OSError(EINVAL, "It is no file")
    with path.open("rb") as opened:
        return opened.read(most)


def yaml_files(folder: Path, below: str) -> list[Found]:
    """Return the YAML files below a folder of a programme, in the order of their names.

    A name is the path below the folder, without its suffix: `cards/block`.
    """
    return sorted(_walk(folder / below, below, _SUFFIXES), key=lambda found: found.file)


def journey_files(folder: Path) -> list[Found]:
    """Return the files that declare journeys, in YAML or Python, in the order of their names.

    A Python file whose name begins with `_` holds only what others take from it.
    """
    found = _walk(folder / JOURNEYS, JOURNEYS, (*_SUFFIXES, SCRIPT))
    return sorted(
        (item for item in found if not (item.is_script and item.path.name.startswith("_"))),
        key=lambda item: item.file,
    )


def repeated(found: list[Found]) -> Iterator[tuple[Found, Found]]:
    """Yield each file whose name another one has already, with that other one."""
    first: dict[str, Found] = {}
    for item in found:
        other = first.setdefault(item.name, item)
        if other is not item:
            yield item, other


def _walk(root: Path, shown: str, suffixes: tuple[str, ...]) -> Iterator[Found]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        here = Path(folder)
        below = here.relative_to(root).as_posix()
        prefix = "" if below == "." else f"{below}/"
        for name in names:
            stem, dot, suffix = name.rpartition(".")
            if stem and dot + suffix in suffixes and not name.startswith("."):
                named = _printable(prefix + stem)
                yield Found(named, here / name, f"{shown}/{named}{dot}{suffix}")


def _printable(name: str) -> str:
    """Return a file's name as text that can be shown, whatever bytes it has on disk."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")
