"""Looks where the values of secrets lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from onetake.words.checks import Gap, Known, checks


@checks("secret.place", pitfall=4)
def check(known: Known) -> Iterator[Gap]:
    """A secret's value lies in a file inside the programme, from where it can reach git."""
    for secret in known.programme.secrets.values():
        path = PurePosixPath(secret.file)
        if secret.file and not path.is_absolute() and path.parts[0] not in ("..", "~"):
            yield Gap(
                str(secret.location),
                f"the value of {secret.name} lies in {secret.file}, inside the programme",
                "keep it in an environment variable, a keyring, or a file outside",
            )
