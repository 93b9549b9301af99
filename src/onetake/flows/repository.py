"""Where a programme lies in its repository, for tools that show files by their path there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from onetake import declare
from onetake.errors import ProgrammeWrong


def path_in_repository(start: Path, workspace: str = "") -> str:
    """Return the path from the repository to the programme at or above a folder; empty for none.

    The repository is `workspace`, else the git repository around the programme, else the working
    directory; a programme outside of it, or that is not there, has no path in it.
    """
    try:
        folder = declare.find(start).resolve()
    except ProgrammeWrong:
        return ""
    root = Path(workspace or _git_root(folder) or Path.cwd()).resolve()
    if not folder.is_relative_to(root):
        return ""
    path = folder.relative_to(root).as_posix()
    return "" if path == os.curdir else path


def _git_root(folder: Path) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "--show-toplevel"],
            capture_output=True, text=True, timeout=5, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
