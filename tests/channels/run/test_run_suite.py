"""A suite that is there already is one step: a failed test fails it, silence proves nothing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest
from suite_samples import FAILING, PASSING, programme, writes

NONE = "import sys\nprint('no tests here')\nsys.exit(3)\n"


def test_a_suite_that_passes(walk, tmp_path):
    """Counts and cases of the report are facts."""
    case = "{name: opens, suite: shop, verdict: passed, ms: 500, reason: ''}"
    expect = (
        "{tests: 3, passed: 2, skipped: 1, failed: 0, code: 0, text: {contains: all is well}, "
        f"cases.0: {{equals: {case}}}}}"
    )
    folder = programme(tmp_path, writes(PASSING, more="print('all is well')"), expect=expect)
    assert walk(folder)["verdict"] == "passed"


def test_failing_tests_are_named(walk, tmp_path):
    """The reason tells which tests failed, in words."""
    journey = walk(programme(tmp_path, writes(FAILING, code=1)))
    assert (journey["verdict"], journey["rule"]) == ("failed", "suite.failed")
    assert journey["reason"] == (
        "2 of 3 tests failed: 'logs in' (no button 'Log in'); 'pays' (the page crashed)"
    )


def test_tests_that_may_fail_leave_it_to_expect(walk, tmp_path):
    """Known failures are allowed by name; what the step expects still counts."""
    known, allowed = "{failing: [logs in, pays], errors: 1}", 'may_fail: ["logs *", pays]'
    folder = programme(tmp_path / "a", writes(FAILING, code=1), allowed, known)
    assert walk(folder)["verdict"] == "passed"
    none = "{failed: {at_most: 0}}"
    other = programme(tmp_path / "b", writes(FAILING, code=1), 'may_fail: ["*"]', none)
    assert walk(other)["verdict"] == "failed"


@pytest.mark.parametrize(
    ("script", "rule", "words"),
    [
        (NONE, "suite.report", "wrote no report: there is no report.xml; it last said: no tests"),
        (writes("<html/>"), "suite.report", "is no JUnit XML: it begins with <html>"),
        (writes("<testsuite"), "suite.report", "is no JUnit XML"),
        (writes("<testsuites/>"), "suite.empty", "ran no test"),
        (writes('<testsuite><testcase name="a"><skipped/></testcase></testsuite>'),
         "suite.empty", "skipped all its tests"),
        (writes(PASSING, code=2), "suite.crash", "names no test that failed"),
        (writes(PASSING, more="import os\nos.kill(os.getpid(), 11)"), "suite.crash", "SIGSEGV"),
        (writes('<testsuite failures="2"><testcase name="a"/></testsuite>'),
         "suite.report", "declares 2 failures and names 0"),
        (writes('<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>'), "suite.report", "is no JUnit XML"),
    ],
)  # fmt: skip
def test_what_proves_nothing_is_unknown(walk, tmp_path, script, rule, words):
    """No report, a broken one, a crash or no test: nobody can tell, so it never passes."""
    journey = walk(programme(tmp_path, script))
    assert (journey["verdict"], journey["rule"]) == ("unknown", rule)
    assert words in journey["reason"]


def test_a_report_from_before_does_not_count(walk, tmp_path):
    """A suite that crashed at once does not pass by what it wrote yesterday."""
    folder = programme(tmp_path, "raise SystemExit(0)")
    (folder / "e2e" / "report.xml").write_text(PASSING)
    journey = walk(folder)
    assert journey["verdict"] == "unknown"
    assert "report.xml is from before" in journey["reason"]


def test_a_suite_that_hangs_is_stopped_with_all_it_started(walk, tmp_path):
    """Its whole process group ends with the step's time."""
    script = """
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path("child").write_text(str(child.pid))
        time.sleep(600)
    """
    folder = programme(tmp_path, script, "timeout: 2s")
    journey = walk(folder)
    assert (journey["verdict"], journey["rule"]) == ("unknown", "suite.timeout")
    assert "was stopped" in journey["reason"]
    assert _is_gone(int((folder / "e2e" / "child").read_text()))


def test_nothing_is_left_behind_by_a_suite_that_passes(walk, tmp_path):
    """A server that a suite forgot is ended with it."""
    more = (
        "import subprocess\nchild = subprocess.Popen([sys.executable, '-c', 'import time; "
        "time.sleep(600)'])\npathlib.Path('child').write_text(str(child.pid))"
    )
    folder = programme(tmp_path, writes(PASSING, more=more))
    assert walk(folder)["verdict"] == "passed"
    assert _is_gone(int((folder / "e2e" / "child").read_text()))


def _is_gone(pid: int) -> bool:
    try:
        psutil.Process(pid).wait(5)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        os.kill(pid, signal.SIGKILL)
        return False
    return True


def test_a_suite_sees_only_what_is_declared(walk, tmp_path, monkeypatch):
    """PATH, HOME and what is declared are handed on; secrets are scrubbed from what it prints."""
    monkeypatch.setenv("SHOP_TOKEN", "very-secret-77")
    monkeypatch.setenv("NOT_DECLARED", "1")
    more = "import os\nprint(sorted(os.environ), os.environ['TOKEN'])"
    more_keys = 'environment: {TOKEN: "${secret.shop_token}", REGION: eu}'
    expect = "{text: {all: [REGION, PATH, HOME], none: [NOT_DECLARED]}, failed: 1}"
    folder = programme(tmp_path, writes(PASSING, more=more), more_keys, expect)
    config = folder / "onetake.yaml"
    config.write_text(config.read_text() + "secrets: {shop_token: {env: SHOP_TOKEN}}\n")
    journey = walk(folder)
    assert journey["verdict"] == "failed", "only `failed: 1` does not hold"
    assert "failed is 0" in journey["reason"]
    kept = b"".join(f.read_bytes() for f in (folder / ".onetake").rglob("*") if f.is_file())
    assert b"REGION" in kept, "its output is evidence"
    assert b"very-secret-77" not in kept


def test_a_command_that_is_not_there_is_unknown(walk, tmp_path):
    """A missing tool says nothing about the shop."""
    folder = programme(tmp_path, "")
    journey = folder / "journeys" / "suite.yaml"
    journey.write_text(journey.read_text().replace(sys.executable, "no-such-tool"))
    told = walk(folder)
    assert (told["verdict"], told["rule"]) == ("unknown", "suite.command")
    journey.write_text(journey.read_text().replace("folder: e2e", "folder: nowhere"))
    assert walk(folder)["rule"] == "suite.folder"


def test_a_real_pytest_suite_is_run(walk, tmp_path):
    """pytest's own report is understood, wildcards in its path too."""
    folder = programme(tmp_path, "")
    suite = "def test_opens():\n    pass\n\ndef test_pays():\n    assert 1 == 2, 'the price'\n"
    (folder / "e2e" / "test_shop.py").write_text(suite)
    journey = folder / "journeys" / "suite.yaml"
    words = f"'{sys.executable}', -m, pytest, -q, -p, 'no:cacheprovider', --junitxml=out/a.xml"
    text = journey.read_text().replace(f"'{sys.executable}', suite.py", words)
    journey.write_text(text.replace("report.xml", "out/*.xml"))
    told = walk(folder)
    assert told["verdict"] == "failed"
    assert told["reason"].startswith("1 of 2 tests failed: 'test_pays' (AssertionError: the price")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("command: npx playwright test", "a command is a list of its words"),
        ("command: []", "a command is a list of its words"),
        ('command: [run, "${secret.pin}"]', "every process sees a secret in a command"),
        ("command: [run]\n      environment: {API_TOKEN: abc}", "API_TOKEN is written here"),
        ("command: [run]\n      environment: {A-B: abc}", "cannot name an environment variable"),
    ],
)
def test_lint_guards_what_is_run(lint, tmp_path, step, words):
    """What a shell would read, and what everybody could see, is refused before a run."""
    folder = programme(tmp_path, "")
    config = folder / "onetake.yaml"
    config.write_text(config.read_text() + "secrets: {pin: {}}\n")
    (folder / "journeys" / "suite.yaml").write_text(
        f"goal: It runs\nsteps:\n  - run.suite:\n      junit: a.xml\n      {step}\n"
    )
    assert words in lint(folder)


def test_a_suite_needs_no_system(lint, tmp_path):
    """Nothing has to be declared beside the step."""
    assert "error" not in lint(programme(Path(tmp_path), writes(PASSING)))
