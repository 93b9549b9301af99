"""Prints a page on paper sheets: HTML to PDF, by a browser of this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from onetake.channels.web.browser import find_browser
from onetake.errors import CouldNotTell
from onetake.words.trouble import CannotTell

_PATIENCE = 60.0


def printed(page: str) -> bytes:
    """Return a page as PDF. Raises CouldNotTell where no browser can print it."""
    hint = "write .html, which any browser prints"
    try:
        browser = find_browser()
    except CannotTell as error:
        raise CouldNotTell(str(error), hint=hint) from None
    with TemporaryDirectory(prefix="onetake-print-") as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8")
        words = [str(browser), "--headless", "--disable-gpu", "--no-pdf-header-footer"]
        # a browser of root's has no sandbox; any other keeps it
        words += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        words += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        try:
            subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=True)
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise CouldNotTell(f"{browser} does not print: {error}", hint=hint) from None
