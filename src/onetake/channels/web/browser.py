"""Finds a browser on this machine: Playwright's own, the system's, or one `./dev` unpacked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from onetake.words.trouble import CannotTell

OVERRIDE = "ONETAKE_BROWSER"
_SHELL = ("chromium-headless-shell", "chrome-headless-shell")
_FULL = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FOLDERS = {"shell": "chromium_headless_shell-*", "full": "chromium-*"}
_PROGRAMS = {
    "shell": ("chrome-headless-shell", "headless_shell"),
    "full": ("chrome", "Chromium"),
}


def find_browser(kind: str = "shell", environ: Mapping[str, str] = os.environ) -> Path:
    """Return the program of a browser: `shell`, Chromium without a window, or `full`.

    Where there is no shell, the full one serves. ONETAKE_BROWSER comes before everything.
    Raises CannotTell with the command that installs one.
    """
    named = environ.get(OVERRIDE)
    if named:
        found = shutil.which(named)
        if not found:
            raise CannotTell(
                "browser.missing",
                f"{OVERRIDE} names {named}, which is no program: unset it, or name a browser",
            )
        return Path(found)
    for path in _candidates(kind, environ):
        return path
    raise CannotTell(
        "browser.missing",
        f"there is no {'Chromium' if kind == 'full' else 'browser'} on this machine: install one "
        "with `playwright install --only-shell chromium`, or your system's chromium; "
        f"or name one in {OVERRIDE}",
    )


def _candidates(kind: str, environ: Mapping[str, str]) -> Iterator[Path]:
    kinds = ("shell", "full") if kind == "shell" else ("full",)
    for one in kinds:
        yield from _playwrights(one, environ)
    for name in (*(_SHELL if kind == "shell" else ()), *_FULL):
        if found := shutil.which(name, path=environ.get("PATH")):
            yield Path(found)
    if os.access(unpacked := _cache(environ) / "onetake/browser/chromium-headless-shell", os.X_OK):
        yield unpacked


def _playwrights(kind: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the browsers that `playwright install` put where it puts them, the newest first."""
    folder = Path(environ.get("PLAYWRIGHT_BROWSERS_PATH") or _default(environ))
    for version in sorted(folder.glob(_FOLDERS[kind]), reverse=True):
        for name in _PROGRAMS[kind]:
            yield from (path for path in version.glob(f"*/**/{name}") if os.access(path, os.X_OK))


def _default(environ: Mapping[str, str]) -> Path:
    home = Path(environ.get("HOME") or Path.home())
    mac = home / "Library" / "Caches" / "ms-playwright"
    if mac.is_dir():
        return mac
    return _cache(environ) / "ms-playwright"


def _cache(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME") or Path.home(), ".cache"))
