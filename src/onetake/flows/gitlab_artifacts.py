"""What a job of GitLab left on the target branch, by the REST API ("Job artifacts", v4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from onetake.flows.asking import Ask, Question
from onetake.flows.gitlab_thread import MergeRequest, token_in

_PIPELINES = 10
_ENDED = ("success", "failed")


@dataclass(frozen=True, slots=True)
class Left:
    """What is looked for: a file below the project's folder, and the job that leaves it there."""

    file: str
    job: str


async def last_left(
    ask: Ask, request: MergeRequest, left: Left, environ: Mapping[str, str]
) -> bytes | None:
    """Return the newest such file of the target branch, None when there is none.

    A job that failed counts, too: it tells how journeys stand there. To see it takes a token of
    one's own; the job's token finds only what the last pipeline without a failure left.
    """
    token, project = token_in(environ), f"{request.api}/projects/{request.project}"
    if token:
        headers = {"PRIVATE-TOKEN": token}
        async for number in _jobs(ask, project, request.base, left.job, headers=headers):
            url = f"{project}/jobs/{number}/artifacts/{quote(left.file)}"
            answer = await ask(Question("GET", url, headers))
            if answer.status == 200:
                return answer.body
    own = environ.get("CI_JOB_TOKEN", "")
    headers = {"PRIVATE-TOKEN": token} if token else {"JOB-TOKEN": own} if own else {}
    branch, job = quote(request.base, safe=""), quote(left.job, safe="")
    url = f"{project}/jobs/artifacts/{branch}/raw/{quote(left.file)}?job={job}"
    answer = await ask(Question("GET", url, headers))
    return answer.body if answer.status == 200 else None


async def _jobs(
    ask: Ask, project: str, branch: str, name: str, *, headers: Mapping[str, str]
) -> AsyncIterator[int]:
    """Yield the ids of a branch's jobs of this name that came to their end, the newest first."""
    url = f"{project}/pipelines?ref={quote(branch, safe='')}&per_page={_PIPELINES}"
    answer = await ask(Question("GET", url, headers))
    for pipeline in (answer.json() or []) if answer.status == 200 else []:
        url = f"{project}/pipelines/{int(pipeline['id'])}/jobs?per_page=100"
        answer = await ask(Question("GET", url, headers))
        for job in (answer.json() or []) if answer.status == 200 else []:
            if job.get("name") == name and job.get("status") in _ENDED:
                yield int(job["id"])
