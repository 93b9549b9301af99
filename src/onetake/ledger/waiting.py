"""Rows that wait on this machine's disk for a ledger that cannot take them now.

Each process writes a file of its own below `waiting/`, one line per commit: its sha256, then the
rows as JSON. A line is on the disk before anybody is told that it waits. The file's lock ends with
its process; then another one may deliver what lies there.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from onetake.errors import LedgerDamaged
from onetake.ledger.codec import Draft, codecs
from onetake.words.ids import uuid7
from onetake.words.personal import Text

FOLDER = "waiting"
_DIGITS = 64


def known_as(place: str) -> str:
    """Return the one name of a ledger: its address, or its file's whole path from wherever."""
    return place if "://" in place else str(Path(place).absolute())


class Waiting:
    """The rows that wait for one ledger; any number of threads share it.

    `place` is the ledger's name without a password; files for other ledgers are left alone.
    """

    def __init__(self, folder: Path, place: str) -> None:
        self._folder = folder
        self._pattern = f"{sha256(place.encode()).hexdigest()[:16]}-*.rows"
        self._lock = threading.Lock()
        self._file: Path | None = None
        self._descriptor = -1
        self._delivered = 0

    @property
    def some(self) -> bool:
        """Whether rows of this process wait."""
        return self._file is not None

    def put(self, drafts: Sequence[Draft]) -> None:
        """Keep the drafts of one commit; on return they are on the disk. Raises OSError."""
        line = _line(drafts)
        with self._lock:
            if self._file is None:
                self._begin()
            size = os.fstat(self._descriptor).st_size
            try:
                if os.write(self._descriptor, line) != len(line):
                    raise OSError("the disk took a part only")
                os.fsync(self._descriptor)
            except OSError:
                os.ftruncate(self._descriptor, size)
                raise

    def count(self) -> int:
        """Return how many rows wait, those included that a process that is gone left."""
        return sum(
            len(drafts) for file, offset in self._ours() for drafts, _ in _read(file, offset)
        )

    def everybodys(self) -> int:
        """Return how many rows wait at most, those that other living processes keep included."""
        return sum(
            len(drafts)
            for file in self._folder.glob(self._pattern)
            for drafts, _ in _read(file, self._delivered if file == self._file else 0)
        )

    def deliver(self, append: Callable[[Sequence[Draft]], object]) -> None:
        """Hand on what waits, oldest first, and remove each file when all of it has arrived.

        What was handed on before and not removed comes again: `append` has to know it by its ids.
        Whatever `append` raises ends the delivery; what has not arrived goes on waiting. One
        thread at a time may deliver, while others put.
        """
        for file, _ in self._ours():
            if file == self._file:
                self._deliver_mine(file, append)
            else:
                self._deliver_left(file, append)

    def close(self) -> None:
        """Let go of this process's file; its rows are left to whoever delivers next."""
        with self._lock:
            if self._file:
                os.close(self._descriptor)
                self._file = None

    def _deliver_mine(self, file: Path, append: Callable[[Sequence[Draft]], object]) -> None:
        """Deliver this process's file, until there is no more in it or a line is half written."""
        before = -1
        while before < self._delivered and not self._emptied():
            before = self._delivered
            for drafts, end in _read(file, before):
                append(drafts)
                self._delivered = end

    def _deliver_left(self, file: Path, append: Callable[[Sequence[Draft]], object]) -> None:
        """Deliver a file whose process is gone, unless another one does already."""
        descriptor = _locked(file)
        if descriptor is None:
            return
        try:
            for drafts, _ in _read(file, 0):
                append(drafts)
            file.unlink()
        finally:
            os.close(descriptor)

    def _ours(self) -> Iterator[tuple[Path, int]]:
        """Yield the files for this ledger that no other process holds, and where to begin."""
        for file in sorted(self._folder.glob(self._pattern)):
            if file == self._file:
                yield file, self._delivered
            elif (descriptor := _locked(file)) is not None:
                os.close(descriptor)
                yield file, 0

    def _emptied(self) -> bool:
        """Remove this process's file if all of it was delivered; return whether it is gone."""
        with self._lock:
            if self._file and os.fstat(self._descriptor).st_size == self._delivered:
                self._file.unlink()
                os.close(self._descriptor)
                self._file = None
            return self._file is None

    def _begin(self) -> None:
        """Make this process's file and lock it before it has the name by which others find it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = self._pattern.replace("*", str(uuid7()))
        begun = self._folder / f".{name}"
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        begun.rename(self._folder / name)
        _sync(self._folder)
        self._file, self._descriptor, self._delivered = self._folder / name, descriptor, 0


def _locked(file: Path) -> int | None:
    """Return a descriptor that holds a file's lock; None when its process lives or it is gone."""
    with suppress(FileNotFoundError):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if file.exists():
                return descriptor
        except BlockingIOError:
            pass
        os.close(descriptor)
    return None


def _sync(folder: Path) -> None:
    """Make sure that a name in a folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(drafts: Sequence[Draft]) -> bytes:
    content = orjson.dumps([_packed(draft) for draft in drafts])
    return sha256(content).hexdigest().encode() + b" " + content + b"\n"


def _read(file: Path, offset: int) -> Iterator[tuple[list[Draft], int]]:
    """Yield the drafts of each commit, and where the next one begins.

    A last line that was cut off was never said to wait.
    """
    with file.open("rb") as lines:
        lines.seek(offset)
        for line in lines:
            if not line.endswith(b"\n"):
                return
            content = line[_DIGITS + 1 : -1]
            if line[:_DIGITS] != sha256(content).hexdigest().encode():
                raise LedgerDamaged(
                    f"Rows that wait for the ledger in {file}, from byte {offset} on, are not as "
                    "they were written.",
                    hint="Put the file back from a copy, or move it away to go on without them.",
                )
            offset += len(line)
            yield [_unpacked(packed) for packed in orjson.loads(content)], offset


def _packed(draft: Draft) -> dict[str, Any]:
    codec = codecs()[draft.table]
    texts = [(text.words, text.salt.hex()) for text in draft.texts]
    row = codec.content(codec.plain(draft.values))
    return {"table": draft.table, "row": row, "people": draft.people, "texts": texts}


def _unpacked(packed: dict[str, Any]) -> Draft:
    codec = codecs()[packed["table"]]
    row = codec.typed([packed["row"].get(name) for name in codec.names])
    texts = tuple(Text(words, bytes.fromhex(salt)) for words, salt in packed["texts"])
    return codec.draft(row, tuple(packed["people"]), texts)
