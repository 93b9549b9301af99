"""The comments of a pull request on GitHub, by its REST API ("Issue comments", 2022-11-28)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from onetake.errors import CommentRefused, UsageWrong
from onetake.flows.asking import Answer, Ask, Question
from onetake.flows.posting import Found

PAGES = 50
"""Pages of a hundred comments that are looked through."""
_PERMISSION = "give the job `permissions: {contents: read, pull-requests: write}`"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The pull request that a job of GitHub Actions runs for.

    `fork` tells that it comes from another repository, whose jobs may not write here.
    """

    repository: str
    number: int
    fork: bool
    commit: str
    base: str
    api: str
    server: str

    @property
    def files(self) -> str:
        """The address of the repository's files at the commit."""
        return f"{self.server}/{self.repository}/blob/{self.commit}/" if self.commit else ""


def pull_request(environ: Mapping[str, str]) -> PullRequest | None:
    """Return the pull request of this job, None when it runs for none.

    Raises UsageWrong outside a job of GitHub Actions.
    """
    repository, file = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_EVENT_PATH", "")
    if not repository or not file:
        raise UsageWrong(
            "this is no job of GitHub Actions: GITHUB_REPOSITORY or GITHUB_EVENT_PATH is not set",
            hint="leave --post away to print the comment",
        )
    try:
        event = orjson.loads(Path(file).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UsageWrong(f"{file}, the job's event, cannot be read: {error}") from None
    found = event.get("pull_request") if isinstance(event, dict) else None
    return _pull_request(found, repository, environ) if isinstance(found, dict) else None


def _pull_request(
    found: Mapping[str, Any], repository: str, environ: Mapping[str, str]
) -> PullRequest:
    head = found.get("head") or {}
    source = (head.get("repo") or {}).get("full_name", "")
    return PullRequest(
        repository=repository,
        number=int(found["number"]),
        fork=source.lower() != repository.lower(),
        commit=str(head.get("sha", "")),
        base=str((found.get("base") or {}).get("ref", "")),
        api=environ.get("GITHUB_API_URL") or "https://api.github.com",
        server=environ.get("GITHUB_SERVER_URL") or "https://github.com",
    )


class GitHubThread:
    """The comments of a pull request; `token` is the job's, or one of a person or an app."""

    def __init__(self, ask: Ask, request: PullRequest, token: str) -> None:
        self._ask = ask
        self._issues = f"{request.api}/repos/{request.repository}/issues"
        self._api = request.api
        self._comments = f"{self._issues}/{request.number}/comments"
        self._headers = {
            "Accept": "application/vnd.github+json, application/json",
            "Authorization": f"Bearer {token}",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "onetake",
        }
        self._me: str | None = None

    async def comments(self) -> AsyncIterator[Found]:
        """Yield those that are there, the oldest first."""
        for page in range(1, PAGES + 1):
            answer = await self._asked("GET", f"{self._comments}?per_page=100&page={page}")
            found = answer.json() or []
            for item in found:
                yield _found(item)
            if len(found) < 100:
                break

    async def wrote(self, found: Found) -> bool:
        """Tell if a comment is by whoever the token belongs to.

        A job's own token cannot ask who it is; it is a bot's, as nobody's who only comments.
        """
        if self._me is None:
            answer = await self._ask(Question("GET", f"{self._api}/user", self._headers))
            person = answer.json() if answer.status == 200 else None
            self._me = str(person.get("login", "")) if isinstance(person, dict) else ""
        return found.author == self._me if self._me else found.bot

    async def write(self, body: str) -> str:
        """Write a new one and return its address."""
        return _url(await self._asked("POST", self._comments, {"body": body}))

    async def rewrite(self, found: Found, body: str) -> str:
        """Put a new text into one and return its address."""
        url = f"{self._issues}/comments/{found.id}"
        return _url(await self._asked("PATCH", url, {"body": body}))

    async def _asked(
        self, method: str, url: str, content: dict[str, object] | None = None
    ) -> Answer:
        answer = await self._ask(Question(method, url, self._headers, content))
        if answer.status >= 300:
            raise _refused(answer)
        return answer


def _found(item: Mapping[str, Any]) -> Found:
    user = item.get("user") or {}
    return Found(
        int(item["id"]),
        str(user.get("login", "")),
        user.get("type") == "Bot",
        str(item.get("body") or ""),
        str(item.get("html_url", "")),
    )


def _url(answer: Answer) -> str:
    found = answer.json()
    return str(found.get("html_url", "")) if isinstance(found, dict) else ""


def _refused(answer: Answer) -> CommentRefused:
    """Return what a refusal means, and the fix."""
    status, said = answer.status, f": {answer.message}" if answer.message else ""
    limited = answer.headers.get("X-RateLimit-Remaining") == "0"
    if status == 401:
        return CommentRefused(
            f"GitHub does not accept the token{said}",
            hint="set GITHUB_TOKEN: ${{ github.token }} in the step's env",
        )
    if status == 429 or (status == 403 and (limited or "Retry-After" in answer.headers)):
        return CommentRefused(
            f"GitHub takes no more requests for now{said}", hint="run the job again later"
        )
    if status in (403, 404):
        return CommentRefused(
            f"the token may not comment on this pull request ({status}{said})", hint=_PERMISSION
        )
    return CommentRefused(f"GitHub answers {status}{said}", hint="run the job again later")
