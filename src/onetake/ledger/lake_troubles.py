"""What goes wrong with a place that sealed days are published to, told with its fix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from onetake.errors import CouldNotTell, UsageWrong

_COLOURS = re.compile(r"\x1b\[[0-9;]*m|↳")
_FOLDER = "file://"
_LONG = 400


@contextmanager
def lacking() -> Iterator[None]:
    """Tell what to install."""
    try:
        yield
    except ImportError as error:
        raise CouldNotTell(
            "Publishing needs the package deltalake, which is not installed.",
            hint="Install it: pip install 'onetake[lake]'",
        ) from error


@contextmanager
def reaching(place: str) -> Iterator[None]:
    """Tell why a place cannot be read or written, or what is wrong with the table there."""
    from deltalake.exceptions import CommitFailedError, DeltaError

    try:
        yield
    except CommitFailedError as error:
        raise CouldNotTell(
            f"Somebody else wrote to {shown(place)} at the same moment ({_why(error)}).",
            hint="Publish again; the days that are there already are passed over.",
        ) from error
    except OSError as error:
        raise CouldNotTell(
            f"{shown(place)} cannot be reached or written ({_why(error)}).", hint=_fix(place)
        ) from error
    except (DeltaError, ValueError) as error:
        raise CouldNotTell(
            f"{shown(place)} cannot be used ({_why(error)}).",
            hint="If the table there is damaged, delete it and publish again: the ledger has all "
            f"of it. Else: {_fix(place)}",
        ) from error


def foreign(place: str, columns: Sequence[str], other: Sequence[str] = ()) -> CouldNotTell:
    """Return what to raise for a table that is not this ledger's; `other` are unlike ours."""
    if not columns:
        return CouldNotTell(
            f"{shown(place)} holds the days of another ledger.",
            hint="Publish each ledger to a place of its own. If that ledger is no more, delete the "
            "table and publish again.",
        )
    unlike = f"; unlike ours: {', '.join(other)}" if other else ""
    return CouldNotTell(
        f"{shown(place)} is a Delta table that Onetake did not make, or that was changed since "
        f"(columns: {', '.join(columns)}{unlike}).",
        hint="Publish to a place of its own; nothing was written there.",
    )


def address(where: str) -> str:
    """Return the address of a place that somebody named, a folder's as `file://…`.

    Raises UsageWrong for one that cannot be used, or holds what should stay secret.
    """
    if not where:
        raise UsageWrong("there is no place to publish to", hint="name a folder, or s3://…")
    if "://" in where and not where.startswith(_FOLDER):
        try:
            parts = urlsplit(where)
            secret = parts.password or parts.query
        except ValueError:
            raise UsageWrong(
                f"{where!r} is no address", hint="its form is s3://BUCKET/FOLDER"
            ) from None
        if secret:
            raise UsageWrong(
                "the address holds a password, or something after `?`, which others would see",
                hint="write s3://BUCKET/FOLDER alone; give the rest as the store's own variables "
                "(docs/ledger.md), or as --option NAME='${secret.NAME}'",
            )
        return where.rstrip("/")
    path = Path(shown(where)).expanduser().absolute()
    if "%" in str(path):
        raise UsageWrong(
            f"{path} has % in its name, which delta-rs takes for something else",
            hint="choose a folder without",
        )
    if path.exists() and not path.is_dir():
        raise UsageWrong(f"{path} is a file", hint="name a folder, which may be new, or s3://…")
    return path.as_uri()


def make(where: str) -> None:
    """Make the folder at an address, when it is one. Raises CouldNotTell."""
    if where.startswith(_FOLDER):
        with reaching(where):
            Path(shown(where)).mkdir(parents=True, exist_ok=True)


def shown(place: str) -> str:
    """Return a place as somebody would write it."""
    return unquote(urlsplit(place).path) if place.startswith(_FOLDER) else place


def _why(error: Exception) -> str:
    """Return what a library of Rust says, in a line that is not too long."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    lines = [line.strip() for line in _COLOURS.sub("", str(error)).splitlines()]
    told = ": ".join(line for line in lines if line)
    return told if len(told) <= _LONG else f"{told[: _LONG // 2]} … {told[-_LONG // 2 :]}"


def _fix(place: str) -> str:
    if place.startswith(_FOLDER):
        return "See that its disk has room and its folder may be written, then publish again."
    return (
        "See that the address is right, the store can be reached, and its credentials are in the "
        "environment (docs/ledger.md); then publish again."
    )
