"""The notes of a merge request on GitLab, by its REST API ("Notes", v4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from onetake.errors import CommentRefused, UsageWrong
from onetake.flows.asking import Answer, Ask, Question
from onetake.flows.posting import Found

PAGES = 50
"""Pages of a hundred notes that are looked through."""
TOKENS = ("ONETAKE_GITLAB_TOKEN", "GITLAB_TOKEN")
"""The variables a token may be in; a job's own token may not write notes."""
_TOKEN = "give ONETAKE_GITLAB_TOKEN a project access token with the scope api and the role Reporter"


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """The merge request that a job of GitLab runs for; `project` is the target's id.

    `fork` tells that it comes from another project, whose jobs have no secrets of this one.
    """

    project: str
    number: int
    fork: bool
    commit: str
    base: str
    api: str
    server: str
    url: str

    @property
    def files(self) -> str:
        """The address of the repository's files at the commit."""
        return f"{self.server}/-/blob/{self.commit}/" if self.server and self.commit else ""


def merge_request(environ: Mapping[str, str]) -> MergeRequest | None:
    """Return the merge request of this job, None when it runs for none.

    Raises UsageWrong outside a job of GitLab.
    """
    api = environ.get("CI_API_V4_URL", "")
    if not api:
        raise UsageWrong(
            "this is no job of GitLab: CI_API_V4_URL is not set",
            hint="leave --post away to print the comment",
        )
    number = environ.get("CI_MERGE_REQUEST_IID", "")
    if not number.isdigit():
        return None
    project = environ.get("CI_MERGE_REQUEST_PROJECT_ID", "")
    source = environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "")
    where = environ.get("CI_MERGE_REQUEST_PROJECT_URL", "")
    commit = environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environ.get("CI_COMMIT_SHA", "")
    return MergeRequest(
        project=quote(project, safe=""),
        number=int(number),
        fork=bool(source) and source != project,
        commit=commit,
        base=environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
        api=api,
        server=environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_URL") or where,
        url=f"{where}/-/merge_requests/{number}",
    )


def token_in(environ: Mapping[str, str]) -> str:
    """Return the token that may write notes, empty when there is none."""
    return next((value for name in TOKENS if (value := environ.get(name))), "")


class GitLabThread:
    """The notes of a merge request; `token` is one of a project, a group or a person."""

    def __init__(self, ask: Ask, request: MergeRequest, token: str) -> None:
        self._ask = ask
        self._api = request.api
        self._request = request.url
        self._notes = (
            f"{request.api}/projects/{request.project}/merge_requests/{request.number}/notes"
        )
        self._headers = {"PRIVATE-TOKEN": token, "User-Agent": "onetake"}
        self._me: str | None = None

    async def comments(self) -> AsyncIterator[Found]:
        """Yield those that are there, the oldest first."""
        for page in range(1, PAGES + 1):
            ordered = f"sort=asc&order_by=created_at&per_page=100&page={page}"
            found = (await self._asked("GET", f"{self._notes}?{ordered}")).json() or []
            for item in found:
                yield self._found(item)
            if len(found) < 100:
                break

    async def wrote(self, found: Found) -> bool:
        """Tell if a note is by whoever the token belongs to."""
        if self._me is None:
            person = (await self._asked("GET", f"{self._api}/user")).json()
            self._me = str(person.get("username", "")) if isinstance(person, dict) else ""
        return bool(self._me) and found.author == self._me

    async def write(self, body: str) -> str:
        """Write a new one and return its address."""
        return self._found((await self._asked("POST", self._notes, {"body": body})).json()).url

    async def rewrite(self, found: Found, body: str) -> str:
        """Put a new text into one and return its address."""
        await self._asked("PUT", f"{self._notes}/{found.id}", {"body": body})
        return found.url

    def _found(self, item: Mapping[str, Any]) -> Found:
        author, known = item.get("author") or {}, int(item["id"])
        name, body = str(author.get("username", "")), str(item.get("body") or "")
        return Found(known, name, bool(author.get("bot")), body, f"{self._request}#note_{known}")

    async def _asked(
        self, method: str, url: str, content: dict[str, object] | None = None
    ) -> Answer:
        answer = await self._ask(Question(method, url, self._headers, content))
        if answer.status >= 300:
            raise _refused(answer)
        return answer


def _refused(answer: Answer) -> CommentRefused:
    """Return what a refusal means, and the fix."""
    status, said = answer.status, f": {answer.message}" if answer.message else ""
    if status == 401:
        return CommentRefused(f"GitLab does not accept the token{said}", hint=_TOKEN)
    if status in (403, 404):
        return CommentRefused(
            f"the token may not write notes on this merge request ({status}{said})", hint=_TOKEN
        )
    return CommentRefused(f"GitLab answers {status}{said}", hint="run the job again later")
