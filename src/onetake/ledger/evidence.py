"""What was seen, kept beside the ledger as files named by their content.

A row of the ledger holds the name, and the name holds the content's sha256, so the ledger's chain
covers the evidence too. The store takes bytes that were scrubbed already.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath

from onetake.errors import EvidenceDamaged, EvidenceFull, EvidenceMissing, EvidenceUnusable

_WORDS = r"(?:[a-z0-9][a-z0-9-]{0,39}\.){2,6}[a-z0-9]{1,8}"
_NAME = re.compile(rf"([0-9a-f]{{2}})/(\1[0-9a-f]{{62}})\.(?:{_WORDS}|[a-z0-9]{{1,8}})")
_KIND = re.compile(_WORDS)
_SUFFIX = re.compile(r"[a-z0-9]{1,8}")


class EvidenceStore:
    """A folder of evidence; `put` gives the name by which `get` finds it again.

    `largest` bounds one item, `whole` the folder, both in bytes. Several processes may share it;
    each counts what the folder held when it first wrote, and what it added itself.
    """

    def __init__(
        self, folder: Path | str, *, largest: int = 1_000_000, whole: int = 10_000_000_000
    ) -> None:
        self.folder = Path(folder)
        self._largest = largest
        self._whole = whole
        self._held: int | None = None

    def put(self, kind: str, data: bytes) -> str:
        """Keep the bytes and return their name; the same bytes of a kind have one name.

        A file that is there already becomes as new, so that nobody takes it for forsaken.
        `kind` is what they are and how to open them, such as `answer.json`; one of three words or
        more, such as `screen.painted.png`, stands in the name. More than `largest` bytes are cut,
        with a note at the end. Raises EvidenceFull or EvidenceUnusable.
        """
        kept = self._cut(data)
        digest = sha256(kept).hexdigest()
        suffix = kind.rpartition(".")[2].lower()
        form = kind if _KIND.fullmatch(kind) else suffix if _SUFFIX.fullmatch(suffix) else "bin"
        name = f"{digest[:2]}/{digest}.{form}"
        try:
            path = self.folder / name
            if path.exists():
                path.touch()
            else:
                self._keep(name, kept)
        except OSError as error:
            raise EvidenceUnusable(
                f"Evidence cannot be kept in {self.folder} ({error.strerror}).",
                hint="Make the folder writable and see that its disk has room.",
            ) from error
        return name

    def get(self, name: str) -> bytes:
        """Return what was kept by this name.

        Raises EvidenceMissing, EvidenceDamaged when it is not what was kept, EvidenceUnusable.
        """
        found = _NAME.fullmatch(name)
        path = self.folder / name
        if not found or not path.is_file():
            raise EvidenceMissing(
                f"There is no evidence {name} in {self.folder}.",
                hint="Copy the evidence folder along with its ledger; expired evidence is gone.",
            )
        try:
            data = path.read_bytes()
        except OSError as error:
            raise EvidenceUnusable(
                f"The evidence {path} cannot be read ({error.strerror}).",
                hint="Make the folder readable.",
            ) from error
        if sha256(data).hexdigest() != found[2]:
            raise EvidenceDamaged(
                f"The evidence {path} is not what was kept.",
                hint="Put the file back from a copy of the evidence folder.",
            )
        return data

    def files(self) -> Iterator[tuple[str, float]]:
        """Yield the name and the time of writing (seconds since 1970) of every file there is.

        Unfinished files, of a process that was killed while it wrote, are among them.
        """
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                yield path.relative_to(self.folder).as_posix(), path.stat().st_mtime

    def remove(self, name: str) -> bool:
        """Remove a file of the folder and return whether it was there. Raises EvidenceUnusable."""
        if len(parts := PurePosixPath(name).parts) != 2 or ".." in parts:
            return False
        try:
            (self.folder / name).unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise EvidenceUnusable(
                f"The evidence {self.folder / name} cannot be removed ({error.strerror}).",
                hint="Make the folder writable, then run: onetake ledger expire",
            ) from error
        return True

    def restore(self, name: str, data: bytes) -> None:
        """Keep what `get` gave from another store. Raises EvidenceDamaged when it is not that."""
        found = _NAME.fullmatch(name)
        if not found or sha256(data).hexdigest() != found[2]:
            raise EvidenceDamaged(
                f"The evidence {name} of the copy is not what was kept.",
                hint="Take another copy.",
            )
        if not (self.folder / name).exists():
            self._keep(name, data)

    def _cut(self, data: bytes) -> bytes:
        """Return at most `largest` bytes of the data, and a note when there were more."""
        if len(data) <= self._largest:
            return data
        left_out = len(data) - self._largest
        return data[: self._largest] + f"\n[{left_out} bytes more were cut here]\n".encode()

    def _keep(self, name: str, data: bytes) -> None:
        """Write the file so that it is either whole and on the disk, or not there at all."""
        held = self._size() if self._held is None else self._held
        if held + len(data) > self._whole:
            raise EvidenceFull(
                f"The evidence folder {self.folder} holds {held} bytes, "
                f"and {len(data)} more would pass its limit of {self._whole}.",
                hint="Run `onetake ledger expire`, or raise the limit in onetake.yaml: "
                "ledger: {evidence: {whole: 20GB}}",
            )
        path = self.folder / name
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync(self.folder)
        _write(path, data)
        _sync(path.parent)
        self._held = held + len(data)

    def _size(self) -> int:
        """Return how many bytes the folder holds."""
        return sum(path.stat().st_size for path in self.folder.glob("*/*") if path.is_file())


def _write(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there once it is on the disk."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink()
            raise


def _sync(folder: Path) -> None:
    """Make the folder's list of files safe on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
