"""`onetake comment`: what changed against the base branch, on the pull or merge request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.flows.comment import CommentWanted, tell
from onetake.flows.posting import Posted
from onetake.reports.comment_parts import Links


def comment(
    *,
    head: Path,
    base: Path | None = None,
    post: Literal["github", "gitlab"] | None = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    changed_only: Annotated[bool, Parameter(negative="")] = False,
    base_name: str = "",
    base_job: str = "",
    report_url: str = "",
    evidence_url: str = "",
) -> int:
    """Tell what changed against the base branch, as one comment that is kept up to date.

    Prints Markdown, or posts it with the token in GITHUB_TOKEN or ONETAKE_GITLAB_TOKEN; where none
    may be, such as for a fork, it says so. Exit codes: 0 done, 2 wrong usage, 4 it was refused.

    Parameters
    ----------
    head
        What `onetake test --summary FILE` wrote, or what `onetake test --json` printed.
    base
        The same of the base branch. If it is not there, the comment says so.
    post
        Post or update the comment there.
    dry_run
        Print the comment as it would stand there, and write nothing.
    changed_only
        Begin no comment when nothing changed; one that is there is still updated.
    base_name
        The base branch's name, where the platform does not tell.
    base_job
        On GitLab: take the base from this job's last artifacts on the target branch.
    report_url
        Where the HTML report is.
    evidence_url
        Where the evidence is: a page, or a folder (ending in /) whose pictures are shown.
    """
    wanted = CommentWanted(
        head=head,
        base=base,
        links=Links(report=report_url, evidence=evidence_url, base=base_name),
        platform=post,
        base_job=base_job,
        changed_only=changed_only,
        dry_run=dry_run,
    )
    told = tell(wanted, os.environ)
    print(_sentence(told.posted) if told.posted else told.body.rstrip())
    return OK


def _sentence(posted: Posted) -> str:
    """Return what became of the comment, in one sentence that GitHub shows as a notice."""
    place = f": {posted.url}" if posted.url else ""
    why = f", because {posted.why}" if posted.why else ""
    notice = "::notice title=Onetake::" if os.environ.get("GITHUB_ACTIONS") == "true" else ""
    return f"{notice}the comment is {posted.done.value}{place}{why}"
