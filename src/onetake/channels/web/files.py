"""Finds the files that steps hand to a page, in the programme's folder."""

from __future__ import annotations

from pathlib import Path

from onetake.words.trouble import CannotTell


def file_of(folder: Path, name: str) -> Path:
    """Return a file's path. Raises CannotTell for one that is not there, outside or hidden."""
    home, path = folder.resolve(), (folder / name).resolve()
    if not path.is_relative_to(home):
        raise CannotTell("upload.file", f"{name} lies outside the programme's folder")
    if any(part.startswith(".") for part in path.relative_to(home).parts):
        raise CannotTell("upload.file", f"{name} is hidden, so nobody is given it")
    if not path.is_file():
        raise CannotTell(
            "upload.file", f"there is no file {name}; its path starts from the programme's folder"
        )
    return path
