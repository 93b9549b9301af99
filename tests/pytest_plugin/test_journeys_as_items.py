"""pytest, xdist and IDEs see journeys as items, one per persona, with our stories."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PASSES = "goal: It answers\nsteps:\n  - echo.say: hello\n  - echo.hear: hello\n"
FAILS = "goal: It answers\nsteps:\n  - echo.say: hello\n  - echo.hear: goodbye\n    within: 50ms\n"
UNKNOWN = "goal: It runs\nsteps:\n  - run.suite: {command: [no-such-tool], junit: a.xml}\n"
EXCLUSIVE = """\
import os, pathlib, sys
os.mkdir("busy")
sum(range(4_000_000))
os.rmdir("busy")
pathlib.Path(sys.argv[1]).write_text("<testsuite><testcase name='a'/></testsuite>")
"""


@pytest.fixture
def programme(pytester):
    """Write a programme where pytest is started: programme({"a": text}, personas=[...])."""

    def write(journeys: dict[str, str], personas: tuple[str, ...] = (), more: str = "") -> Path:
        folder = Path(pytester.path)
        _write(folder / "onetake.yaml", f"programme: Shop\nenvironments:\n  dev: {{}}\n{more}")
        for name, text in journeys.items():
            suffix = "" if "." in name else ".yaml"
            _write(folder / "journeys" / f"{name}{suffix}", text)
        for name in personas:
            _write(folder / "personas" / f"{name}.yaml", f"name: {name.title()}\n")
        return folder

    return write


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.fixture
def run(pytester):
    """Start pytest as a person does: run("-v")."""

    def start(*options: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)

    return start


def test_each_journey_and_persona_is_an_item(programme, run):
    """Node ids name the file and the persona."""
    both = PASSES.replace("steps:", "personas: [anna, björn]\nsteps:")
    programme({"hello": PASSES, "cards/block": both}, personas=("anna", "björn"))
    result = run("-v")
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*journeys/cards/block.yaml::anna PASSED*",
                                 "*journeys/hello.yaml::walk PASSED*"])  # fmt: skip


def test_a_failure_shows_the_story(programme, run):
    """What a customer noticed is shown, no traceback."""
    programme({"hello": FAILS})
    result = run()
    result.assert_outcomes(failed=1)
    out = result.stdout.str()
    assert "noticed" in out
    assert "goodbye" in out
    assert "onetake test --env dev hello" in out
    assert "Traceback" not in out
    assert "pytest_plugin.py" not in out


def test_unknown_is_never_a_pass(programme, run):
    """A journey nobody could judge fails its item and says so."""
    programme({"suite": UNKNOWN})
    result = run()
    result.assert_outcomes(failed=1)
    assert "we could not tell" in result.stdout.str()


def test_a_missing_secret_is_no_pass_and_no_traceback(programme, run):
    """What keeps a walk from beginning is told with its fix."""
    programme({"hello": PASSES.replace("hello", '"${secret.pin}"')}, more="secrets: {pin: {}}\n")
    result = run()
    result.assert_outcomes(failed=1)
    assert "PIN" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_drafts_and_what_is_not_walked_here_are_skipped(programme, run):
    """The reason of a skip is ours."""
    unsafe = PASSES.replace("steps:", "safe_in: [live]\nsteps:")
    programme(
        {"draft": FAILS.replace("steps:", "status: draft\nsteps:"), "elsewhere": unsafe},
        more="  live: {}\n",
    )
    result = run("-rs")
    result.assert_outcomes(skipped=2)
    out = result.stdout.str()
    assert "a draft: it never counts" in out
    assert "safe only in live" in out


def test_the_environment_and_its_values_are_chosen(programme, run):
    """--onetake-env and --onetake-set mean what --env and --set mean."""
    text = PASSES.replace("echo.hear: hello", "echo.hear: hi").replace(
        "hello", "${environment.word}"
    )
    programme({"hello": text}, more="    values: {word: no}\n  live: {values: {word: hi}}\n")
    folder_file = Path("onetake.yaml")
    folder_file.write_text(folder_file.read_text().replace("dev: {}", "dev:"))
    run().assert_outcomes(failed=1)
    run("--onetake-env", "live").assert_outcomes(passed=1)
    run("--onetake-set", "word=hi").assert_outcomes(passed=1)
    assert run("--onetake-set", "word").ret == pytest.ExitCode.USAGE_ERROR
    wrong = run("--onetake-env", "nowhere")
    wrong.assert_outcomes(errors=1)
    assert "there is no environment 'nowhere'" in wrong.stdout.str()


def test_a_fault_in_one_file_leaves_the_others(programme, run):
    """A wrong file is an error with its place and fix; the other journeys are walked."""
    programme({"hello": PASSES, "wrong": PASSES.replace("echo.say", "echo.sya")})
    result = run("--continue-on-collection-errors")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*journeys/wrong.yaml:3*"])


def test_tags_choose(programme, run):
    """-k knows journeys by their tags."""
    tagged = PASSES.replace("steps:", "tags: [critical]\nsteps:")
    programme({"hello": tagged, "other": FAILS})
    run("-k", "critical").assert_outcomes(passed=1, deselected=1)


def test_journeys_in_python_are_items(programme, run):
    """A file with several journeys in Python gives an item for each."""
    text = (
        "from onetake.journeys import Walk, journey\n\n\n"
        + "\n\n\n".join(
            f'@journey(goal="It answers")\nasync def {name}(walk: Walk) -> None:\n'
            f'    """Say it."""\n    await walk.echo.say("hello")\n'
            f'    await walk.echo.hear("hello")'
            for name in ("first", "second")
        )
        + "\n"
    )
    programme({"both.py": text})
    result = run("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*both.py::first PASSED*", "*both.py::second PASSED*"])


def test_files_of_no_programme_are_left_alone(pytester, run):
    """A folder called journeys is nothing special without an onetake.yaml above it."""
    _write(Path(pytester.path) / "journeys" / "hello.yaml", FAILS)
    assert run().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_two_processes_never_use_one_persona_and_share_one_ledger(programme, run):
    """With xdist, walks as one persona come one after the other; all of them are recorded."""
    command = f"[{json.dumps(sys.executable)}, busy.py, '${{run.id}}.xml']"
    text = (
        "goal: It runs alone\npersonas: [anna]\nsteps:\n"
        f"  - run.suite: {{command: {command}, junit: '${{run.id}}.xml'}}\n"
    )
    folder = programme({f"walk{number}": text for number in range(5)}, personas=("anna",))
    _write(folder / "busy.py", EXCLUSIVE)
    run("-n2").assert_outcomes(passed=5)
    runs = _onetake("runs", "--json", at=folder)
    assert len(json.loads(runs)["runs"]) == 5
    _onetake("ledger", "verify", at=folder)


def _onetake(*words: str, at: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "onetake", *words], cwd=at, capture_output=True,
                          text=True, check=True, env={**os.environ, "COLUMNS": "100"})  # fmt: skip
    return done.stdout
