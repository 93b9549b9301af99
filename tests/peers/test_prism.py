"""The comment on a pull request, sent to Prism, which plays GitHub by GitHub's own description.

Prism remembers nothing: it answers with examples, so there is always one comment, by `octocat`,
whom the token belongs to. It refuses any question that GitHub's description has not.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from onetake.errors import CommentRefused
from onetake.flows.asking import Question, over_http
from onetake.flows.comment import CommentWanted, tell
from onetake.flows.github_thread import GitHubThread, PullRequest
from onetake.flows.posting import Done, Found
from onetake.reports.changes import Standing
from onetake.reports.summary_file import Summary, written
from onetake.words.verdict import Verdict


@pytest.fixture(autouse=True)
def _directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_a_comment_is_written(prism: str, tmp_path: Path) -> None:
    """The whole way, from a summary to the address of the comment."""
    request = {"number": 7, "head": {"sha": "c0", "repo": {"full_name": "harbor/bank"}}}
    event, head = tmp_path / "event.json", tmp_path / "head.json"
    event.write_text(json.dumps({"pull_request": {**request, "base": {"ref": "main"}}}))
    failed = Standing("cards/block", Verdict.FAILED, reason="no answer came")
    head.write_bytes(written(Summary("Harbor", "staging", Verdict.FAILED, (failed,))))
    environ = {
        "GITHUB_REPOSITORY": "harbor/bank",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": prism,
        "GITHUB_TOKEN": "of-the-job",
    }
    told = tell(CommentWanted(head, platform="github"), environ)
    assert told.posted is not None
    assert told.posted.done is Done.WRITTEN
    assert "#issuecomment-" in told.posted.url


def test_each_question_is_one_that_github_has(prism: str) -> None:
    """Comments are read, their author is known, and one is changed."""

    async def talk() -> tuple[list[Found], bool, str]:
        async with over_http() as ask:
            request = PullRequest("harbor/bank", 7, False, "c0", "main", prism, "")
            thread = GitHubThread(ask, request, "of-the-job")
            found = [item async for item in thread.comments()]
            return found, await thread.wrote(found[0]), await thread.rewrite(found[0], "new")

    found, ours, url = asyncio.run(talk())
    assert [item.author for item in found] == ["octocat"]
    assert ours
    assert "#issuecomment-" in url


def test_prism_refuses_what_github_does_not_have(prism: str) -> None:
    """The judge is awake: a comment without a text is refused, and told as a refusal."""

    async def ask_for(content: dict[str, object] | None) -> int:
        async with over_http() as ask:
            url = f"{prism}/repos/harbor/bank/issues/7/comments"
            headers = {"Accept": "application/json", "Authorization": "Bearer x"}
            return (await ask(Question("POST", url, headers, content))).status

    assert asyncio.run(ask_for({"body": "hello"})) == 201
    assert asyncio.run(ask_for({"text": "hello"})) == 422

    async def change_nothing() -> str:
        async with over_http() as ask:
            request = PullRequest("harbor/bank", 7, False, "c0", "main", f"{prism}/v9", "")
            return await GitHubThread(ask, request, "x").write("hello")

    with pytest.raises(CommentRefused, match="may not comment"):
        asyncio.run(change_nothing())
