"""One comment on a pull or merge request: written once, then updated, and never anybody else's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from platforms import GitHub, GitLab, Platform, served

from onetake.errors import CommentRefused, UsageWrong
from onetake.flows.asking import Answer, Question, patiently
from onetake.flows.comment import CommentWanted, Told, tell
from onetake.flows.posting import Done
from onetake.reports.changes import Standing
from onetake.reports.comment import marker
from onetake.reports.summary_file import Summary, written
from onetake.words.verdict import Verdict

PASSED = Summary("Harbor", "staging", Verdict.PASSED, (Standing("cards/block", Verdict.PASSED),))
FAILED = Summary(
    "Harbor",
    "staging",
    Verdict.FAILED,
    (Standing("cards/block", Verdict.FAILED, reason="no answer came"),),
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A pull request on GitHub."""
    with served(GitHub()) as platform:
        assert isinstance(platform, GitHub)
        yield platform


@pytest.fixture
def gitlab() -> Iterator[GitLab]:
    """A merge request on GitLab."""
    with served(GitLab(me="project_42_bot")) as platform:
        assert isinstance(platform, GitLab)
        yield platform


def a_file(folder: Path, name: str, summary: Summary) -> Path:
    """Write a summary and return its file."""
    file = folder / name
    file.write_bytes(written(summary))
    return file


def on_github(
    platform: Platform, folder: Path, *, head: Summary = FAILED, source: str = "harbor/bank",
    event: object = None, **more: bool,
) -> Told:  # fmt: skip
    """Tell what changed in a job of GitHub Actions."""
    happened = event or {
        "pull_request": {
            "number": 7,
            "head": {"sha": "c0ffee" * 6, "repo": {"full_name": source}},
            "base": {"ref": "main"},
        }
    }
    (folder / "event.json").write_text(json.dumps(happened))
    environ = {
        "GITHUB_REPOSITORY": "harbor/bank",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_API_URL": platform.url,
        "GITHUB_TOKEN": "secret",
    }
    wanted = CommentWanted(
        a_file(folder, "head.json", head),
        a_file(folder, "base.json", PASSED),
        platform="github",
        **more,
    )
    return tell(wanted, environ)


GITLAB = {
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_PROJECT_ID": "42",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "42",
    "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example/harbor/bank",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_COMMIT_SHA": "c0ffee" * 6,
    "CI_JOB_TOKEN": "job",
    "ONETAKE_GITLAB_TOKEN": "secret",
}


def on_gitlab(platform: Platform, folder: Path, **changed: str) -> Told:
    """Tell what changed in a job of GitLab, whose base is what the job left on main."""
    environ = {**GITLAB, "CI_API_V4_URL": f"{platform.url}/api/v4", **changed}
    head = a_file(folder, "head.json", FAILED)
    wanted = CommentWanted(head, platform="gitlab", base_job="onetake")
    return tell(wanted, {name: value for name, value in environ.items() if value})


def test_github_has_one_comment_that_is_updated(github: GitHub, tmp_path: Path) -> None:
    """The first run writes it, the next changes it, a third finds it as it should be."""
    github.add("Looks good to me", "anna")
    first = on_github(github, tmp_path)
    assert first.posted is not None
    assert first.posted.done is Done.WRITTEN
    assert first.posted.url.endswith("#issuecomment-102")
    assert "newly failing" in github.notes[1]["body"]

    again = on_github(github, tmp_path, head=PASSED)
    assert again.posted is not None
    assert again.posted.done is Done.UPDATED
    assert "nothing changed" in github.notes[1]["body"]

    same = on_github(github, tmp_path, head=PASSED)
    assert same.posted is not None
    assert same.posted.done is Done.SAME
    assert [note["user"]["login"] for note in github.notes] == ["anna", "github-actions[bot]"]
    assert [asked.method for asked in github.written] == ["POST", "PATCH"]


def test_what_somebody_else_wrote_is_left_alone(github: GitHub, tmp_path: Path) -> None:
    """A marker that somebody copied makes no comment ours."""
    github.add(f"{marker(FAILED)}\nhm", "mallory")
    assert on_github(github, tmp_path).posted.done is Done.WRITTEN  # type: ignore[union-attr]
    assert github.notes[0]["body"].endswith("hm")


def test_a_token_of_a_person_knows_its_own_comments(github: GitHub, tmp_path: Path) -> None:
    """Where the token can tell whose it is, only that person's comment is updated."""
    github.me, github.knows_me = "anna", True
    github.add(f"{marker(FAILED)}\nold", "github-actions[bot]")
    github.add(f"{marker(FAILED)}\nold", "anna")
    assert on_github(github, tmp_path).posted.done is Done.UPDATED  # type: ignore[union-attr]
    assert github.notes[0]["body"].endswith("old")
    assert "newly failing" in github.notes[1]["body"]


def test_it_is_found_among_very_many(github: GitHub, tmp_path: Path) -> None:
    """Every page is looked through."""
    for number in range(250):
        github.add(f"comment {number}", "anna")
    ours = github.add(f"{marker(FAILED)}\nold")
    assert on_github(github, tmp_path).posted.done is Done.UPDATED  # type: ignore[union-attr]
    assert "newly failing" in ours["body"]


def test_another_environment_has_a_comment_of_its_own(github: GitHub, tmp_path: Path) -> None:
    """The marker is of a programme and an environment."""
    on_github(github, tmp_path)
    other = Summary("Harbor", "production", Verdict.PASSED, PASSED.journeys)
    on_github(github, tmp_path, head=other)
    assert len(github.notes) == 2


def test_a_fork_is_told_why_there_is_no_comment(github: GitHub, tmp_path: Path) -> None:
    """Its jobs may not write, so nothing is asked, and it is no error."""
    for source in ("mallory/bank", ""):
        told = on_github(github, tmp_path, source=source)
        assert told.posted is not None
        assert told.posted.done is Done.SKIPPED
        assert "fork" in told.posted.why
    assert github.asked == []


def test_a_push_has_no_comment(github: GitHub, tmp_path: Path) -> None:
    """A job that runs for no pull request writes none."""
    told = on_github(github, tmp_path, event={"ref": "refs/heads/main"})
    assert told.posted is not None
    assert told.posted.done is Done.SKIPPED
    assert github.asked == []


def test_only_changes_begin_a_comment_when_asked_so(github: GitHub, tmp_path: Path) -> None:
    """Nothing changed writes nothing; an old comment is updated all the same."""
    quiet = on_github(github, tmp_path, head=PASSED, changed_only=True)
    assert quiet.posted is not None
    assert quiet.posted.done is Done.SKIPPED
    on_github(github, tmp_path, changed_only=True)
    on_github(github, tmp_path, head=PASSED, changed_only=True)
    assert "nothing changed" in github.notes[0]["body"]


@pytest.mark.parametrize(
    ("status", "said", "hint"),
    [
        (403, "Resource not accessible by integration", "pull-requests: write"),
        (404, "Not Found", "pull-requests: write"),
        (422, "Validation Failed", "again later"),
    ],
)
def test_a_refusal_of_github_tells_the_fix(
    github: GitHub, tmp_path: Path, status: int, said: str, hint: str
) -> None:
    """A missing permission is told with the line that gives it."""
    github.refused = status, said
    with pytest.raises(CommentRefused, match=said) as refused:
        on_github(github, tmp_path)
    assert hint in refused.value.hint


def test_a_wrong_token_and_a_missing_one(github: GitHub, tmp_path: Path) -> None:
    """Both are told with what to write into the step."""
    github.token = "another"
    with pytest.raises(CommentRefused) as refused:
        on_github(github, tmp_path)
    assert "GITHUB_TOKEN" in refused.value.hint
    event = tmp_path / "event.json"
    wanted = CommentWanted(tmp_path / "head.json", platform="github")
    with pytest.raises(UsageWrong, match="GITHUB_TOKEN is not set"):
        tell(wanted, {"GITHUB_REPOSITORY": "harbor/bank", "GITHUB_EVENT_PATH": str(event)})
    with pytest.raises(UsageWrong, match="no job of GitHub Actions"):
        tell(wanted, {})


def test_an_api_that_is_away_is_told(github: GitHub, tmp_path: Path) -> None:
    """What cannot be reached is told with its address."""
    github.url = "http://127.0.0.1:1"
    with pytest.raises(CommentRefused, match="cannot be reached"):
        on_github(github, tmp_path)


def test_gitlab_has_one_note_that_is_updated(gitlab: GitLab, tmp_path: Path) -> None:
    """The base is what the job left on the target branch, also when it failed there."""
    gitlab.jobs = [
        {"id": 5, "name": "build", "status": "success"},
        {"id": 6, "name": "onetake", "status": "failed"},
    ]
    gitlab.files[f"6/artifacts/{tmp_path / 'head.json'}"] = written(PASSED)
    first = on_gitlab(gitlab, tmp_path)
    assert first.posted is not None
    assert first.posted.done is Done.WRITTEN
    assert first.posted.url == "https://gitlab.example/harbor/bank/-/merge_requests/7#note_101"
    assert "1 newly failing" in gitlab.notes[0]["body"]
    gitlab.files.clear()
    assert on_gitlab(gitlab, tmp_path).posted.done is Done.UPDATED  # type: ignore[union-attr]
    assert "no base to compare with" in gitlab.notes[0]["body"]


def test_gitlab_without_a_token_tells_which(gitlab: GitLab, tmp_path: Path) -> None:
    """A job's own token finds the base, and may write nothing."""
    with pytest.raises(UsageWrong) as wrong:
        on_gitlab(gitlab, tmp_path, ONETAKE_GITLAB_TOKEN="")
    assert "project access token" in wrong.value.hint
    assert gitlab.written == []


def test_gitlab_forks_and_branches_have_no_note(gitlab: GitLab, tmp_path: Path) -> None:
    """Neither a fork's job nor one without a merge request writes."""
    fork = on_gitlab(gitlab, tmp_path, CI_MERGE_REQUEST_SOURCE_PROJECT_ID="43")
    branch = on_gitlab(gitlab, tmp_path, CI_MERGE_REQUEST_IID="")
    assert [told.posted.done for told in (fork, branch) if told.posted] == [Done.SKIPPED] * 2
    assert gitlab.written == []


def test_a_refusal_of_gitlab_tells_the_fix(gitlab: GitLab, tmp_path: Path) -> None:
    """A token without the scope is told with the one it takes."""
    gitlab.refused = 403, "insufficient_scope"
    with pytest.raises(CommentRefused, match="insufficient_scope") as refused:
        on_gitlab(gitlab, tmp_path)
    assert "scope api" in refused.value.hint


def test_a_busy_api_is_asked_again_but_nothing_is_written_twice() -> None:
    """Reading and changing is repeated after as long as the API says; writing anew is not."""
    waited: list[float] = []
    answers = [Answer(503), Answer(429, headers={"Retry-After": "7"}), Answer(200)]
    left = iter(answers)

    async def ask(_: Question) -> Answer:
        return next(left)

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    asked = patiently(ask, sleep)
    assert asyncio.run(asked(Question("PATCH", "", {}))).status == 200  # type: ignore[arg-type]
    assert waited == [2.0, 7.0]
    left = iter(answers)
    assert asyncio.run(asked(Question("POST", "", {}))).status == 503  # type: ignore[arg-type]
