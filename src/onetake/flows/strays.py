"""Finds what should never be in git: personal data of real people, and secrets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from onetake.bring.made_up import is_made_up, told
from onetake.scrub.credentials import find_credentials
from onetake.scrub.finding import personal_in
from onetake.words.checks import Stray

_KINDS = {".yaml", ".yml", ".json", ".csv", ".py", ".md", ".txt", ".toml", ".env", ".sql", ".html"}
_PASSED_OVER = {"node_modules", "__pycache__"}
_LARGEST = 1_000_000


def strays(folder: Path) -> Iterator[Stray]:
    """Yield what stands in the text files of a programme, in the order of files and lines.

    Values that belong to nobody, such as those reserved for examples, are left out, and so are
    names of secrets: `${secret.NAME}`. Folders that begin with a dot are not looked into.
    """
    for file in _files(folder):
        text = file.read_text("utf-8", "replace")
        name = file.relative_to(folder).as_posix()
        found = [
            (start, told(kind), False)
            for start, end, kind in personal_in(text)
            if not is_made_up(text[start:end])
        ]
        found += [
            (start, "a secret", True)
            for start, end, _ in find_credentials(text)
            if "${" not in text[start:end]
        ]
        for start, kind, secret in sorted(found):
            yield Stray(name, text.count("\n", 0, start) + 1, kind, secret)


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in _PASSED_OVER and not name.startswith(".")
        )
        for name in sorted(names):
            file = Path(here, name)
            known = file.suffix.lower() in _KINDS or name.startswith(".env")
            if known and file.is_file() and file.stat().st_size <= _LARGEST:
                yield file
