"""One digest of all that a journey's faults depend on besides its own file."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from onetake.declare.files import MAIN, content, yaml_files
from onetake.declare.schema import schema
from onetake.words.channel import Channel
from onetake.words.programme import Persona

_FOLDERS = ("systems", "personas", "teams", "parts")
_HOUSE = Path(__file__).parent.parent


def frame_digest(
    folder: Path, channels: Mapping[str, Channel], personas: Mapping[str, Persona]
) -> str:
    """Return a digest of the declarations journeys refer to, the channels, and Onetake itself."""
    digest = hashlib.sha256()
    for text in _code(channels):
        digest.update(text.encode() + b"\0")
    digest.update(json.dumps(schema(channels), sort_keys=True, default=str).encode())
    leased = {
        f"{name}.{attribute}": pool.values[:1]
        for name, persona in personas.items()
        for attribute, pool in persona.pools.items()
    }
    digest.update(json.dumps(leased, sort_keys=True, default=str).encode())
    files = [(folder / MAIN, MAIN)]
    files += [(f.path, f.file) for below in _FOLDERS for f in yaml_files(folder, below)]
    for path, name in files:
        digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        try:
            raw = content(path)
        except OSError as error:
            raw = str(error.errno).encode()
        digest.update(f"{len(raw)}\0".encode() + raw)
    return digest.hexdigest()


def _code(channels: Mapping[str, Channel]) -> Iterator[str]:
    """Yield the state of every source file that decides what is a fault."""
    folders = {_HOUSE / "words", _HOUSE / "declare"}
    for channel in channels.values():
        for kind in (type(channel), *channel.actions):
            try:
                folders.add(Path(inspect.getfile(kind)))
            except (TypeError, OSError):
                yield repr(kind)
    for place in sorted(folders):
        for file in sorted(place.glob("*.py")) if place.is_dir() else (place,):
            status = file.stat()
            yield f"{file} {status.st_mtime_ns} {status.st_size}"
