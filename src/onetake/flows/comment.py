"""Compares a test with that of its base branch, and tells it on the pull or merge request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from onetake.errors import UsageWrong
from onetake.flows.asking import Ask, over_http, patiently
from onetake.flows.github_thread import GitHubThread, PullRequest, pull_request
from onetake.flows.gitlab_artifacts import Left, last_left
from onetake.flows.gitlab_thread import GitLabThread, MergeRequest, merge_request, token_in
from onetake.flows.posting import Done, Posted, Thread, post
from onetake.reports.comment import Compared, comment, marker
from onetake.reports.comment_parts import Links
from onetake.reports.summary_file import Summary
from onetake.reports.summary_json import read_any

Platform = Literal["github", "gitlab"]
LARGEST = 64 * 1024 * 1024
"""Bytes of a summary or JSON report that is read."""
_FORK = "it comes from a fork, whose jobs may not comment here; the job's own page tells the same"
_NO_REQUEST = "this job runs for no pull or merge request"


@dataclass(frozen=True, slots=True)
class CommentWanted:
    """What is to be compared and told.

    `base` is None when there is none. `base_job` is GitLab's job whose last artifacts on the
    target branch hold the base, under `head`'s own path. `changed_only` begins no comment when
    nothing changed; `dry_run` writes none.
    """

    head: Path
    base: Path | None = None
    links: Links = field(default_factory=Links)
    platform: Platform | None = None
    base_job: str = ""
    changed_only: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The comment, and what became of it: None when it was only made."""

    body: str
    posted: Posted | None = None


def tell(wanted: CommentWanted, environ: Mapping[str, str], ask: Ask | None = None) -> Told:
    """Make the comment and, when a platform is named, post or update it.

    `environ` holds the job's variables and the token; `ask` asks the API, the network if None.
    Raises UsageWrong, CommentRefused.
    """
    return asyncio.run(_tell(wanted, environ, ask))


async def _tell(wanted: CommentWanted, environ: Mapping[str, str], ask: Ask | None) -> Told:
    head = _head(wanted.head)
    request = _request(wanted.platform, environ)
    async with _asking(ask) as asked:
        base = await _base_of(wanted, request, environ, asked)
        compared = _compared(head, base)
        body = comment(compared, _links(wanted.links, request, head))
        if wanted.platform is None or wanted.dry_run:
            return Told(body)
        if request is None or request.fork:
            return Told(body, Posted(Done.SKIPPED, why=_FORK if request else _NO_REQUEST))
        thread = _thread(request, environ, patiently(asked))
        quiet = wanted.changed_only and compared.base and not compared.changes.changed
        return Told(body, await post(thread, marker(head), body, begin=not quiet))


def _asking(ask: Ask | None) -> AbstractAsyncContextManager[Ask]:
    """Give what asks: what was handed in, or the network."""

    @asynccontextmanager
    async def given() -> AsyncIterator[Ask]:
        assert ask is not None
        yield ask

    return given() if ask else over_http()


Request = PullRequest | MergeRequest


def _request(platform: Platform | None, environ: Mapping[str, str]) -> Request | None:
    if platform is None:
        return None
    return pull_request(environ) if platform == "github" else merge_request(environ)


def _thread(request: Request, environ: Mapping[str, str], ask: Ask) -> Thread:
    """Return the comments of a request. Raises UsageWrong without a token."""
    if isinstance(request, PullRequest):
        token = environ.get("GITHUB_TOKEN", "")
        if not token:
            raise UsageWrong(
                "GITHUB_TOKEN is not set, so nobody may comment",
                hint="set GITHUB_TOKEN: ${{ github.token }} in the step's env",
            )
        return GitHubThread(ask, request, token)
    token = token_in(environ)
    if not token:
        raise UsageWrong(
            "ONETAKE_GITLAB_TOKEN is not set, and a job's own token may not write notes",
            hint="make a project access token (scope api) and a masked variable that holds it",
        )
    return GitLabThread(ask, request, token)


def _links(links: Links, request: Request | None, head: Summary) -> Links:
    """Return the links with what the platform knows: the base's name and the files' address."""
    links = replace(links, folder=head.folder)
    if request is None:
        return links
    return replace(links, files=links.files or request.files, base=links.base or request.base)


def _head(file: Path) -> Summary:
    """Read the newer test's file. Raises UsageWrong when it cannot be."""
    try:
        return read_any(_bytes(file))
    except ValueError as error:
        raise UsageWrong(
            f"{file} cannot be read: {error}",
            hint="write it with: onetake test --summary FILE",
        ) from None


@dataclass(frozen=True, slots=True)
class _Earlier:
    summary: Summary | None = None
    why: str = ""


async def _base_of(
    wanted: CommentWanted, request: Request | None, environ: Mapping[str, str], ask: Ask
) -> _Earlier:
    """Return the base, or why there is none; no fault of it keeps the comment from being made."""
    named = wanted.links.base or (request.base if request else "") or "the base"
    missing = f"no test of {named} was kept (it was not walked yet, or its file has expired)"
    if wanted.base_job and isinstance(request, MergeRequest):
        left = Left(wanted.head.as_posix(), wanted.base_job)
        data = await last_left(patiently(ask), request, left, environ)
        return _Earlier(why=missing) if data is None else _read(data, named)
    if wanted.base is None or not wanted.base.is_file():
        return _Earlier(why=missing)
    try:
        return _read(_bytes(wanted.base), named)
    except ValueError as error:
        return _Earlier(why=f"what was kept of {named} cannot be read: {error}")


def _read(data: bytes, named: str) -> _Earlier:
    try:
        return _Earlier(read_any(data))
    except ValueError as error:
        return _Earlier(why=f"what was kept of {named} cannot be read: {error}")


def _compared(head: Summary, base: _Earlier) -> Compared:
    """Return both beside each other, unless the base is of another programme."""
    found = base.summary
    if found and found.programme != head.programme:
        return Compared(head, why=f"what was kept is of another programme, {found.programme}")
    return Compared(head, found, base.why)


def _bytes(file: Path) -> bytes:
    """Read a file. Raises ValueError for one that is not there, unreadable or far too large."""
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST // 1024 // 1024} MiB")
        return file.read_bytes()
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from None
