"""The action for GitHub: its form, what it lets into a shell, and its steps walked in a job."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from platforms import GitHub, served
from runner import ACTION, ROOT, STEPS, Runner, expressions, given_inputs, names, plain_environ

ONETAKE = Path(sys.executable).parent / "onetake"
SCRIPTS = [step for step in STEPS if "run" in step]
USED = [step for step in STEPS if "uses" in step]
CONTEXT = {
    "github.token", "github.base_ref", "github.ref_name", "github.sha", "github.run_id",
    "github.run_attempt", "github.event_name", "github.event.pull_request.base.sha",
    "runner.os", "runner.arch",
}  # fmt: skip
FUNCTIONS = {"cancelled", "contains", "fromJSON", "format"}
GIVEN_BY_OTHERS = {"actions/upload-artifact": {"artifact-url"}}


def test_its_form_is_that_of_the_published_schema() -> None:
    """The schema for action metadata that editors use finds nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions",
         ROOT / "action.yml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_an_auditor_finds_nothing_unsafe() -> None:
    """zizmor looks for injection, unpinned actions, too many rights and poisoned caches."""
    zizmor = Path(sys.executable).parent / "zizmor"
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--persona", "auditor", ROOT / "action.yml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("step", SCRIPTS, ids=lambda step: step["name"])
def test_scripts_are_bash_without_expressions(step: dict[str, Any]) -> None:
    """What a fork wrote never becomes part of a script; it comes as a variable, which is used."""
    assert step["shell"] == "bash"
    assert "${{" not in step["run"]
    checked = subprocess.run(
        ["bash", "-n"], input=step["run"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    read_by_programs = {"GITHUB_TOKEN", "PIP_DISABLE_PIP_VERSION_CHECK"}
    for name in set(step.get("env", {})) - read_by_programs:
        assert re.search(rf"\${{?{name}\b", step["run"]), f"{name} is given and never used"


@pytest.mark.parametrize("step", USED, ids=lambda step: step["name"])
def test_actions_of_others_are_pinned(step: dict[str, Any]) -> None:
    """A tag can be moved; a commit cannot. The version is told beside it, for people and bots."""
    assert re.fullmatch(r"actions/[a-z/-]+@[0-9a-f]{40}", step["uses"])
    line = f"{step['uses']} # v"
    assert line in (ROOT / "action.yml").read_text("utf-8")


def test_every_input_is_used_and_told() -> None:
    """No input does nothing, and each has its sentence and a default."""
    found = {name for text in expressions(ACTION["runs"]) for name in names(text)}
    conditions = " ".join(str(step.get("if", "")) for step in STEPS)
    for name, told in ACTION["inputs"].items():
        assert f"inputs.{name}" in found or f"inputs.{name} " in conditions, name
        assert told["description"][-1] in ".)"
        assert "default" in told


def test_every_reference_leads_somewhere() -> None:
    """What an expression names is an input, an earlier step's output, or known of GitHub."""
    known = CONTEXT | {f"inputs.{name}" for name in ACTION["inputs"]}
    for step in STEPS:
        condition = str(step.get("if", "")).removeprefix("${{").removesuffix("}}").strip()
        for text in [*expressions(step), *([condition] if condition else [])]:
            assert set(names(text)) <= known | FUNCTIONS, text
        for output in _outputs(step):
            known.add(f"steps.{step.get('id')}.outputs.{output}")
    for told in ACTION["outputs"].values():
        (text,) = expressions(told["value"])
        assert set(names(text)) <= known


def _outputs(step: dict[str, Any]) -> set[str]:
    if "uses" in step:
        return GIVEN_BY_OTHERS.get(step["uses"].partition("@")[0], set())
    return set(re.findall(r'echo "([a-z-]+)=', step["run"]))


def test_only_the_comment_has_a_token() -> None:
    """No step that walks somebody's journeys is lent the right to write."""
    holding = [step["name"] for step in STEPS if "inputs.token" in json.dumps(step)]
    assert holding == ["Tell what changed"]


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A pull request on GitHub."""
    with served(GitHub(token="of-the-job")) as platform:
        assert isinstance(platform, GitHub)
        yield platform


class Jobs:
    """Jobs of one repository, each on a machine of its own; what is cached stays."""

    def __init__(self, folder: Path, platform: GitHub) -> None:
        self._folder = folder
        self._platform = platform
        self.cache: dict[str, bytes] = {}
        self._count = 0
        self._bin = folder / "bin"
        self._bin.mkdir()
        self.stale = b""
        self._python3()

    def _python3(self) -> None:
        """Stand in for python3: a venv it makes has this Onetake, and pip that only notes."""
        self._installed = self._folder / "installed"
        python = self._bin / "noting-python"
        python.write_text(f'#!/bin/bash\nprintf "%s\\n" "$*" >> {self._installed}\n')
        python3 = self._bin / "python3"
        python3.write_text(
            f'#!/bin/bash\nmkdir -p "$3/bin"\nln -s {python} "$3/bin/python"\n'
            f'ln -s {ONETAKE} "$3/bin/onetake"\n'
        )
        for file in (python, python3):
            file.chmod(0o755)

    @property
    def installed(self) -> str:
        """What pip and Playwright were told."""
        return self._installed.read_text()

    def job(self, says: str, *, event: str = "pull_request", source: str = "harbor/bank",
            **inputs: str) -> Runner:  # fmt: skip
        """Walk the action in a checkout whose bot says something."""
        self._count += 1
        machine = self._folder / f"machine-{self._count}"
        checkout, temp = machine / "checkout", machine / "temp"
        for folder in (checkout, temp):
            folder.mkdir(parents=True)
        a_programme(checkout / "shop", says)
        if self.stale:
            (checkout / ".onetake-ci").mkdir()
            (checkout / ".onetake-ci" / "onetake.json").write_bytes(self.stale)
        request = {
            "number": 7,
            "head": {"sha": "c0ffee" * 6, "repo": {"full_name": source}},
            "base": {"ref": "main", "sha": "1" * 40},
        }
        happened = {"pull_request": request} if event.startswith("pull_request") else {}
        (machine / "event.json").write_text(json.dumps(happened))
        environ = plain_environ(
            self._bin, GITHUB_ACTIONS="true", GITHUB_REPOSITORY="harbor/bank",
            GITHUB_API_URL=self._platform.url, GITHUB_EVENT_PATH=str(machine / "event.json"),
            GITHUB_WORKSPACE=str(checkout), GITHUB_ACTION_PATH=str(ROOT), RUNNER_TEMP=str(temp),
        )  # fmt: skip
        of_event = {
            "event": happened, "event_name": event, "ref_name": "main", "run_id": self._count,
            "run_attempt": 1, "sha": "1" * 40,
            "base_ref": "main" if event.startswith("pull_request") else "",
        }  # fmt: skip
        given = {"programme": "shop", "token": "of-the-job", **inputs}
        return Runner(checkout, given_inputs(**given), of_event, environ, self.cache).walk()


def a_programme(folder: Path, says: str) -> None:
    """Write a programme of one journey, whose bot has to be kind."""
    files = {
        "onetake.yaml": "programme: Shop\nowner: digital\nenvironments: {dev: {values: {}}}\n",
        "teams/digital.yaml": "name: Digital\n",
        "personas/anna.yaml": "name: Anna\n",
        "journeys/say-hello.yaml": (
            "goal: A customer is greeted kindly\nowner: digital\npersonas: [anna]\nsteps:\n"
            f"  - echo.say: {says} words\n"
            "  - name: Read the greeting\n"
            "    echo.hear: words\n    expect: {text: {contains: kind}}\n"
        ),
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what a push to main kept, where the bot was kind."""
    with served(GitHub()) as platform:
        assert isinstance(platform, GitHub)
        jobs = Jobs(tmp_path_factory.mktemp("pushed"), platform)
        pushed = jobs.job("kind", event="push")
        assert pushed.failed == ""
        assert platform.asked == [], "a push has no comment"
        return jobs.cache


@pytest.fixture
def jobs(tmp_path: Path, github: GitHub) -> Jobs:
    """Return jobs that share a cache, which is empty."""
    return Jobs(tmp_path, github)


def test_a_pull_request_is_compared_with_its_base(
    jobs: Jobs, github: GitHub, kept: dict[str, bytes]
) -> None:
    """A push keeps how journeys stand; the pull request's job tells what it changed."""
    jobs.cache.update(kept)
    job = jobs.job("rude", journeys="say-hello\n", arguments="--tries=1\n")
    assert job.failed == "End as the test did: 1"
    (note,) = github.notes
    assert "1 journey newly failing" in note["body"]
    assert "Read the greeting" in note["body"]
    assert "https://github.example/report" in note["body"]
    assert "/harbor/bank/blob/" in note["body"]
    assert "shop/journeys/say-hello.yaml#L" in note["body"]
    assert "onetake test --env dev say-hello --persona anna --programme shop" in note["body"]
    assert note["body"].strip() in job.summary
    assert len(jobs.cache) == 1, "a pull request never says how the base stands"

    mended = jobs.job("kind")
    assert mended.failed == ""
    assert "nothing changed for a customer" in github.notes[0]["body"]
    assert len(github.notes) == 1


def test_the_report_and_the_evidence_are_kept(jobs: Jobs) -> None:
    """The report is one file; of the evidence, what holds raw traffic is left out by default."""
    job = jobs.job("rude")
    (report,) = job.uploads["report"]
    assert "<!doctype html>" in Path(report).read_text("utf-8").lower()
    assert job.uploads["evidence"][0] == "shop/.onetake/evidence"
    assert [path[-5:] for path in job.uploads["evidence"][1:]] == ["*.zip", ".webm", "*.har"]
    step = next(step for step in STEPS if step.get("id") == "evidence")
    job.inputs["evidence"] = "all"
    assert "!" not in job.text(step["with"]["path"])


def test_a_first_pull_request_has_no_base(jobs: Jobs, github: GitHub) -> None:
    """It says so plainly, and how journeys stand."""
    assert jobs.job("kind").failed == ""
    assert "There is no base to compare with" in github.notes[0]["body"]
    assert "no test of main was kept" in github.notes[0]["body"]


def test_what_an_earlier_job_left_on_the_machine_is_no_base(
    jobs: Jobs, github: GitHub, kept: dict[str, bytes]
) -> None:
    """A runner of one's own keeps its folders; only the base branch's cache is the base."""
    (jobs.stale,) = kept.values()
    jobs.job("kind")
    assert "There is no base to compare with" in github.notes[0]["body"]


def test_a_fork_gets_its_result_but_no_comment(jobs: Jobs, github: GitHub) -> None:
    """Its job needs no secret; the comparison stands on the job's page, and a notice says why."""
    job = jobs.job("kind", source="mallory/bank", token="")
    assert job.failed == ""
    assert "There is no base to compare with" in job.summary
    assert (
        "::notice title=Onetake::the comment is not written, because it comes from a fork"
        in job.log
    )
    assert github.asked == []


def test_a_missing_right_is_a_warning_with_the_fix(jobs: Jobs, github: GitHub) -> None:
    """Nobody's release waits for a comment."""
    github.refused = 403, "Resource not accessible by integration"
    job = jobs.job("kind")
    assert job.failed == ""
    assert "pull-requests: write" in job.log
    assert "::warning title=Onetake::the comment could not be written" in job.log


def test_the_comment_can_be_left_away(jobs: Jobs, github: GitHub, kept: dict[str, bytes]) -> None:
    """`never` asks nothing; `changed` begins none while nothing changed."""
    jobs.cache.update(kept)
    assert "newly failing" in jobs.job("rude", comment="never").summary
    assert github.asked == []
    assert "nothing changed" in jobs.job("kind", comment="changed").log
    assert github.notes == []


def test_what_is_installed(jobs: Jobs) -> None:
    """The action's own Onetake by default, a version or extras when asked for, and a browser."""
    jobs.job("kind", event="push", journeys="none")
    jobs.job(
        "kind", event="push", journeys="none", version="1.4.0", browser="shell", extras="postgres"
    )
    assert jobs.cache == {}, "what did not come to its end is no base"
    lines = jobs.installed.splitlines()
    assert lines[0] == f"-m pip install --quiet {ROOT}"
    assert lines[1] == "-m pip install --quiet onetake[postgres,web]==1.4.0"
    assert lines[2].startswith("-m playwright install")
    assert lines[2].endswith("--only-shell chromium")


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"event": "pull_request_target"}, "lends a fork this repository's rights"),
        ({"version": "1; rm -rf ."}, "input version is a version"),
        ({"name": "a/b"}, "input name has letters"),
        ({"browser": "lynx"}, "input browser is one of: none shell full"),
        ({"comment": "sometimes"}, "input comment is one of"),
    ],
)
def test_what_it_refuses(jobs: Jobs, github: GitHub, inputs: dict[str, str], said: str) -> None:
    """A wrong input ends the job before anything is installed or walked."""
    job = jobs.job("kind", **inputs)
    assert job.failed == "Look at what is asked for: 2"
    assert said in job.log
    assert "Install Onetake" in job.skipped
    assert github.asked == []


def test_texts_of_a_stranger_are_only_texts(jobs: Jobs, tmp_path: Path) -> None:
    """A journey's name, an argument or a branch that looks like shell runs nothing."""
    bait = tmp_path / "bait"
    job = jobs.job(
        "kind",
        journeys=f"say-hello\n$(touch {bait})\n; touch {bait}",
        environment=f"dev`touch {bait}`",
        arguments=f'--persona="; touch {bait}"',
    )
    assert job.failed
    assert not bait.exists()


def test_a_programme_that_is_wrong_has_no_comment(jobs: Jobs, github: GitHub) -> None:
    """A test that did not begin is told by the job, not compared."""
    job = jobs.job("kind", journeys="no-such-journey")
    assert job.failed.startswith("End as the test did: ")
    assert "the test did not come to its end" in job.log
    assert github.asked == []


def test_the_documentation_tells_every_input() -> None:
    """The page has a row for each input, and names each output."""
    page = (ROOT / "docs" / "pull-requests.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert set(rows) == set(ACTION["inputs"])
    assert [name for name in ACTION["outputs"] if f"`{name}`" not in page] == []
