"""The component for GitLab: its form, its inputs, and its script walked in a job."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from platforms import GitLab, served
from runner import ROOT, plain_environ
from test_action import a_programme

TEXT = (ROOT / "templates" / "onetake.yml").read_text("utf-8")
HEAD, JOBS = yaml.safe_load_all(TEXT)
INPUTS: dict[str, dict[str, Any]] = HEAD["spec"]["inputs"]
(JOB,) = JOBS.values()
ONETAKE = Path(sys.executable).parent / "onetake"
_INPUT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")
_IN_CONTAINER = "/tmp/onetake-python"


def filled(value: Any, inputs: dict[str, str]) -> Any:
    """Return a value with its inputs, as GitLab puts them in before anything runs."""
    if isinstance(value, dict):
        return {filled(key, inputs): filled(item, inputs) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, inputs) for item in value]
    return _INPUT.sub(lambda found: inputs[found[1]], value) if isinstance(value, str) else value


def given_inputs(**chosen: str) -> dict[str, str]:
    """Return the inputs, the defaults where nothing was chosen."""
    assert set(chosen) <= set(INPUTS)
    return {name: told["default"] for name, told in INPUTS.items()} | chosen


def test_its_form_is_that_of_gitlabs_published_schema() -> None:
    """Head and job, with the defaults put in, fit GitLab's schema for CI/CD files."""
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / "gitlab-ci.json"
    validator = Draft7Validator(json.loads(vendored.read_text("utf-8")))
    for document in (HEAD, filled(JOBS, given_inputs())):
        assert [error.message for error in validator.iter_errors(document)] == []


def test_every_input_is_used_told_and_there() -> None:
    """No input does nothing; each has its sentence and default, and none that is used lacks."""
    used = set(_INPUT.findall(TEXT))
    assert used == set(INPUTS)
    for told in INPUTS.values():
        assert told["description"].endswith(".")
        assert told["default"] in told.get("options", [told["default"]])


def test_no_input_is_put_into_a_script() -> None:
    """A script is the same whatever the inputs are; they come as variables, all of them used."""
    scripts = "\n".join([*JOB["before_script"], *JOB["script"]])
    assert "$[[" not in scripts
    used_elsewhere = {"PIP_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK", "PLAYWRIGHT_BROWSERS_PATH"}
    for name in set(JOB["variables"]) - used_elsewhere:
        assert f"${name}" in scripts or f"${{{name}" in scripts, name


@pytest.mark.parametrize("shell", [["bash", "--posix"], ["dash"], ["sh"]])
def test_scripts_are_for_any_shell(shell: list[str]) -> None:
    """Images have sh, some bash."""
    for script in (*JOB["before_script"], *JOB["script"]):
        done = subprocess.run(
            [*shell, "-n"], input=script, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture
def gitlab() -> Iterator[GitLab]:
    """A merge request on GitLab."""
    with served(GitLab(me="project_42_bot")) as platform:
        assert isinstance(platform, GitLab)
        yield platform


def walked(
    folder: Path, platform: GitLab, *, says: str = "kind", variables: dict[str, str] | None = None,
    **inputs: str,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Walk the job's scripts as a runner does: one after the other, in one shell."""
    a_programme(folder / "shop", says)
    job = filled(JOB, given_inputs(programme="shop", **inputs))
    python = folder / "python"
    (python / "bin").mkdir(parents=True, exist_ok=True)
    noting = f'#!/bin/sh\nprintf "%s\\n" "$*" >> {folder}/installed\n'
    (python / "bin" / "python").write_text(noting)
    (python / "bin" / "python").chmod(0o755)
    (python / "bin" / "onetake").unlink(missing_ok=True)
    (python / "bin" / "onetake").symlink_to(ONETAKE)
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "python3").write_text("#!/bin/sh\n")
    (tools / "python3").chmod(0o755)
    script = "\n".join([*job["before_script"], *job["script"]]).replace(_IN_CONTAINER, str(python))
    of_job = {
        "CI_API_V4_URL": f"{platform.url}/api/v4", "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_ID": "42", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "42",
        "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example/harbor/bank",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": "c0ffee" * 6,
        "CI_JOB_TOKEN": "job", "CI_JOB_NAME": "onetake",
        "CI_JOB_URL": "https://gitlab.example/harbor/bank/-/jobs/9",
        "ONETAKE_GITLAB_TOKEN": "secret", **(variables or {}),
    }  # fmt: skip
    environ = plain_environ(tools, **job["variables"], **of_job)
    return subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def test_a_merge_request_is_compared_with_its_target(tmp_path: Path, gitlab: GitLab) -> None:
    """What the job left on main is the base; the note shows what changed, and is updated."""
    kept = ".onetake-ci/onetake/summary.json"
    first = walked(tmp_path, gitlab, variables={"CI_MERGE_REQUEST_IID": ""})
    assert first.returncode == 0, first.stderr
    assert gitlab.asked == []
    gitlab.jobs = [{"id": 6, "name": "onetake", "status": "success"}]
    gitlab.files[f"6/artifacts/{kept}"] = (tmp_path / kept).read_bytes()

    second = walked(tmp_path, gitlab, says="rude", journeys="say-hello", arguments="--tries=1")
    assert second.returncode == 1, second.stderr
    (note,) = gitlab.notes
    assert "1 journey newly failing" in note["body"]
    assert "Against main" in note["body"]
    left = "https://gitlab.example/harbor/bank/-/jobs/9/artifacts"
    assert f"{left}/file/.onetake-ci/onetake/report.html" in note["body"]
    assert f"{left}/raw/shop/.onetake/evidence/" in note["body"]
    assert (tmp_path / ".onetake-ci/onetake/junit.xml").read_text().count("<failure") == 1


def test_without_a_token_the_job_goes_on(tmp_path: Path, gitlab: GitLab) -> None:
    """The log says which variable it takes, and the test decides how the job ends."""
    done = walked(tmp_path, gitlab, variables={"ONETAKE_GITLAB_TOKEN": ""})
    assert done.returncode == 0
    assert "ONETAKE_GITLAB_TOKEN" in done.stderr
    assert "the note could not be written" in done.stdout
    assert gitlab.written == []


def test_what_is_installed_on_gitlab(tmp_path: Path, gitlab: GitLab) -> None:
    """A version, extras and a browser, as asked for; a wrong journey has no note."""
    walked(tmp_path, gitlab, journeys="none", version="1.4.0", browser="shell", extras="postgres")
    lines = (tmp_path / "installed").read_text().splitlines()
    assert lines[0] == "-m pip install --quiet onetake[postgres,web]==1.4.0"
    assert lines[1].endswith("--only-shell chromium")
    assert gitlab.asked == []


def test_a_strangers_text_runs_nothing_on_gitlab(tmp_path: Path, gitlab: GitLab) -> None:
    """A journey's name that looks like shell is only a name; a star is no file."""
    bait = tmp_path / "bait"
    done = walked(tmp_path, gitlab, journeys=f"say-*\n$(touch {bait})\n`touch {bait}`;touch {bait}")
    assert done.returncode != 0
    assert not bait.exists()
