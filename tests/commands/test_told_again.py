"""`onetake report`: the ledger alone tells a test again, as it was told when it was walked."""

import re
import signal
import sqlite3
import subprocess
import sys
from uuid import UUID

import pytest
from sample_journeys import ECHO, FAILING

from onetake.ledger.ledger import Ledger
from onetake.words.rows import InvocationRow, JudgementRow, RunRow, StepRow
from onetake.words.verdict import Verdict

TRIES = ECHO.replace("steps:", "tries: 5\npass_rate: 50%\nsteps:")
ROWS = ECHO.replace("steps:", "data: data/words.csv\nsteps:").replace(
    "say: hello", "say: ${data.word}"
)
LATE = ECHO.replace("echo.hear: hello", "echo.hear: hello\n    within: 0.001ms / 2s")
ELSEWHERE = ECHO.replace("steps:", "safe_in: [elsewhere]\nsteps:")
TOGETHER = """\
goal: Two people talk at once
steps:
  - together:
      customer: [{echo.say: I am the customer}, {echo.hear: customer}]
      agent: [{echo.say: I am the agent}, {echo.hear: agent}]
"""
BOTH = "programme: Test\nenvironments: {dev: {}, elsewhere: {}}\n"


@pytest.fixture
def walked(programme):
    """A programme with a journey for every verdict that needs no server."""
    journeys = {"tries": TRIES, "rows": ROWS, "late": LATE, "cards/bye": FAILING,
                "elsewhere": ELSEWHERE, "draft": f"status: draft\n{FAILING}",
                "both": TOGETHER}  # fmt: skip
    return programme(journeys, onetake=BOTH, **{"data/words.csv": "word\nhello\nno\n"})


def test_it_is_told_as_it_was_when_it_was_walked(onetake, walked, tmp_path):
    def told(*words, name):
        files = [tmp_path / f"{name}.{kind}" for kind in ("xml", "html")]
        done = onetake(*words, "--json", "--junit", files[0], "--html", files[1], at=walked)
        return done, done.out, *(file.read_text("utf-8") for file in files)

    then, *first = told("test", name="then")
    again, *second = told("report", name="again")
    assert (then.code, again.code) == (1, 0)
    assert first == second
    console = onetake("test").out.splitlines()
    dated = onetake("report").out.splitlines()
    assert "begun " in dated[2] and ", invocation " in " ".join(dated[2:4])
    told = dated[: dated.index("") + 1] + dated[dated.index("", 2) + 1 :]
    assert told == console


def test_a_test_is_found_by_how_its_id_begins_or_ends(onetake, walked):
    for journey in ("late", "tries"):
        onetake("test", journey, at=walked)
    with Ledger.open(walked / ".onetake" / "ledger.db", writable=False) as ledger:
        first, second = (str(row.id) for row in ledger.rows(InvocationRow))
    assert onetake("report", first[-12:], "--json").json["journeys"][0]["journey"] == "late"
    assert onetake("report", second.upper(), "--json").json["journeys"][0]["journey"] == "tries"
    assert onetake("report", "latest", "--json").json["journeys"][0]["journey"] == "tries"
    several = onetake("report", first[:4])
    assert several.code == 2 and "means 2 commands" in several.err
    unknown = onetake("report", "nothing-like-it")
    assert unknown.code == 2 and "onetake runs" in unknown.err


def test_where_nothing_was_walked_the_fix_is_told(onetake, walked):
    none = onetake("report", at=walked)
    assert none.code == 4 and "onetake test" in none.err
    Ledger.open(walked / ".onetake" / "ledger.db").close()
    empty = onetake("report")
    assert empty.code == 2 and "nothing was walked yet" in empty.err


def test_lanes_stand_in_one_story(onetake, walked, tmp_path):
    onetake("test", "both", "--html", tmp_path / "r.html", at=walked)
    html = (tmp_path / "r.html").read_text("utf-8")
    told = re.findall(r'<span class="tag"><bdi>(\w+)</bdi></span>', html)
    assert sorted(told) == ["agent", "agent", "customer", "customer"]
    assert html.count("I am the customer</q>") == 2
    assert html.count('<ol class="story">') == 1
    run = onetake("report", "--json").json["runs"][0]
    shown = onetake("runs", run["id"]).out
    assert "echo.say (agent)" in shown and "echo: I am the agent" in shown


def test_words_that_are_gone_are_said_to_be_erased(onetake, walked, tmp_path):
    onetake("test", "late", at=walked)
    ledger = walked / ".onetake" / "ledger.db"
    with sqlite3.connect(ledger) as raw:
        for name, in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'texts'"
        ).fetchall():  # fmt: skip
            raw.execute(f"DROP TRIGGER {name}")
        assert raw.execute("DELETE FROM texts").rowcount == 7
    document = onetake("report", "--json", "--html", tmp_path / "r.html").json
    erased = "its words were erased; rule within"
    steps = document["runs"][0]["steps"]
    assert [(step["said"], step["heard"]) for step in steps] == [("[erased]", ""), ("", "[erased]")]
    assert (steps[1]["reason"], steps[1]["seen"]) == (erased, "[erased]")
    assert document["findings"][0]["message"] == erased
    html = (tmp_path / "r.html").read_text("utf-8")
    assert html.count("[erased]</q>") == 2 and erased in html
    story = onetake("runs", document["runs"][0]["id"]).out
    assert story.count("[erased]") == 3 and erased in story


RUN = UUID("01a205ea-24da-7fb0-815d-36907aab6e13")
COMMAND = UUID("01a205ea-24d6-7d21-b316-f685cc739c1d")


@pytest.fixture
def killed(walked):
    """A ledger whose command was killed: one journey was judged, another one walked once."""

    def run(journey, number, identity, **more):
        return RunRow(
            id=UUID(int=identity), invocation=COMMAND, programme="Test", journey=journey,
            persona="", environment="dev", try_number=number, started=1_795_000_000_000_000,
            ms=1500.0, verdict=Verdict.PASSED, **more,
        )  # fmt: skip

    step = StepRow(
        UUID(int=9), UUID(int=2), 1, "", "", "", "echo", "echo", "echo.say", Verdict.PASSED,
        1_795_000_000_000_000, place="journeys/rows.yaml:4:5",
    )  # fmt: skip
    judgement = JudgementRow(
        UUID(int=8), COMMAND, "late", "", "dev", Verdict.PASSED, passed=1, walked=1
    )
    with Ledger.open(walked / ".onetake" / "ledger.db") as ledger:
        ledger.append([run("late", 1, 1), judgement, run("rows", 1, 2, row=2), step])
    return walked


def test_a_command_that_was_killed_is_never_passed(onetake, killed, tmp_path):
    done = onetake("report", "--json", "--html", tmp_path / "r.html", at=killed)
    document = done.json
    assert (document["verdict"], document["interrupted"], document["ledger"]) == (
        "unknown", True, "",
    )  # fmt: skip
    assert [(one["journey"], one["verdict"]) for one in document["journeys"]] == [
        ("late", "passed"), ("rows", "unknown"),
    ]  # fmt: skip
    [finding] = document["findings"]
    assert "never ended" in finding["message"] and finding["journey"] == "rows"
    assert "no chain head stands for it" in (tmp_path / "r.html").read_text("utf-8")
    assert "it never ended" in onetake("report").out


_INTERRUPTING = """
import os
from onetake.channels import echo
from onetake.commands import main
opened = echo.Echo.open
async def interrupt(self, place):
    import asyncio
    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), SIGNAL)
    return await opened(self, place)
echo.Echo.open = interrupt
main(["test", "--json", "--html", "r.html"])
"""


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGINT, "stopped by Ctrl-C"),
        (signal.SIGTERM, "stopped by SIGTERM, as when its job was cancelled"),
    ],
)
def test_a_test_that_was_interrupted_is_told_so(onetake, programme, number, reason):
    slow = ECHO.replace("echo.hear: hello", "echo.hear: never\n    patience: 60s")
    folder = programme({"slow": slow})
    words = [sys.executable, "-c", _INTERRUPTING.replace("SIGNAL", str(int(number)))]
    first = subprocess.run(words, cwd=folder, capture_output=True, timeout=60, check=False)
    then = (folder / "r.html").read_text("utf-8")
    assert reason in then
    again = onetake("report", "--json", "--html", "again.html", at=folder)
    assert again.out == first.stdout.decode()
    assert (folder / "again.html").read_text("utf-8") == then


def test_github_is_told_within_a_job(onetake, walked, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(walked.parent))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    lines = onetake("test", "cards/bye", at=walked / "journeys").out.splitlines()
    assert lines[0].startswith("::stop-commands::")
    place = "file=programme/journeys/cards/bye.yaml,line=4,col=5"
    [error] = [line for line in lines if line.startswith("::error")]
    assert place in error and lines.index(error) > lines.index(f"::{lines[0][17:]}::")
    assert "✗&nbsp;failed" in (tmp_path / "summary.md").read_text("utf-8")
    json = onetake("test", "cards/bye", "--json")
    assert json.json["verdict"] == "failed" and place in json.err


def test_github_is_told_when_asked_to(onetake, walked, monkeypatch):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert "::error" not in onetake("test", "cards/bye", at=walked).out
    assert "::error file=journeys/cards/bye.yaml" in onetake("test", "cards/bye", "--github").out
    assert "::error file=journeys/cards/bye.yaml" in onetake("report", "--github").out


def test_faults_are_annotated_where_they_stand_in_the_repository(onetake, programme, monkeypatch):
    folder = programme({"bad": f"{ECHO}never: heard\n"})
    subprocess.run(["git", "init", "-q", str(folder.parent)], check=True)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    done = onetake("lint", "--github", "--sarif", "found.sarif", at=folder)
    assert "::error file=programme/journeys/bad.yaml,line=5,col=1,title=key.unknown" in done.out
    assert '"uri": "programme/journeys/bad.yaml"' in (folder / "found.sarif").read_text("utf-8")


@pytest.mark.parametrize("command", ["test", "report"])
def test_a_page_that_cannot_be_written_is_wrong_usage(onetake, walked, command):
    onetake("test", "late", at=walked)
    done = onetake(command, "--html", walked)
    assert done.code == 2 and f"{walked} cannot be written" in done.err
    assert list(walked.iterdir())
