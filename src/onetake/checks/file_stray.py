"""Looks for what should never be in git."""

from __future__ import annotations

from collections.abc import Iterator

from onetake.words.checks import Gap, Known, checks


@checks("file.stray", pitfall=4)
def check(known: Known) -> Iterator[Gap]:
    """A file of the programme holds a secret, or personal data of somebody real.

    Whoever may read the repository reads it, for ever: git forgets nothing.
    """
    for stray in known.strays():
        if stray.secret:
            fix = "change it at once where it opens something, and write ${secret.NAME} here"
        else:
            fix = "write one that belongs to nobody, such as anna@customers.example"
        yield Gap(f"{stray.file}:{stray.line}:1", f"{stray.kind} stands in {stray.file}", fix)
