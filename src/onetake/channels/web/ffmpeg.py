"""Finds an ffmpeg for videos, and puts it where Playwright looks for one."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "PLAYWRIGHT_BROWSERS_PATH"
"""Names the folder in which Playwright's driver looks; it reads it when it starts."""

_DONE = "INSTALLATION_COMPLETE"
_NAMES = {"linux": "ffmpeg-linux", "darwin": "ffmpeg-mac"}


@contextmanager
def found_by_the_driver() -> Iterator[None]:
    """Let a driver of Playwright that is started within find an ffmpeg, if there is one."""
    before = os.environ.get(VARIABLE)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    own = Path(before) if before else home / "ms-playwright"
    try:
        folder = folder_for_videos(home / "onetake" / "videos", own)
    except OSError:  # a machine on which nothing can be kept makes no videos
        folder = None
    if folder is None:
        yield
        return
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def folder_for_videos(
    home: Path, own: Path | None = None, which: Callable[[str], str | None] = shutil.which
) -> Path | None:
    """Return the folder to name in `VARIABLE` so that videos can be made; None when they cannot.

    An ffmpeg that Playwright downloaded itself (in `own`) is taken as it is. One on the PATH is
    linked below `home`, a private folder, under the number that this Playwright asks for.
    """
    name = _NAMES.get(sys.platform)
    revision = wanted_revision()
    if name is None or not revision:
        return None
    if own is not None and (own / f"ffmpeg-{revision}" / name).exists():
        return own
    found = which("ffmpeg")
    if found is None:
        return None
    place = home / f"ffmpeg-{revision}"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    link = place / name
    if not link.is_symlink() or link.readlink() != Path(found):
        link.unlink(missing_ok=True)
        link.symlink_to(found)
    (place / _DONE).touch()
    return home


def wanted_revision() -> str:
    """Return the number of the ffmpeg that the installed Playwright asks for; nothing if none."""
    import playwright

    driver = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    try:
        browsers = json.loads(driver.read_text("utf-8"))["browsers"]
    except (OSError, ValueError, KeyError):
        return ""
    return next((str(one["revision"]) for one in browsers if one["name"] == "ffmpeg"), "")
