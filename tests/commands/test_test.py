"""`onetake test`: the verdict, the exit code and what is written, as a user sees them."""

import signal
import sqlite3
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from sample_journeys import ECHO, FAILING

from onetake.reports.json_schema import schema


def test_what_passes_is_told_and_recorded(onetake, programme):
    folder = programme({"hello": ECHO})
    done = onetake("test", at=folder)
    assert done.code == 0
    assert "✓ passed" in done.out
    with sqlite3.connect(folder / ".onetake" / "ledger.db") as ledger:
        assert ledger.execute("select journey, verdict from runs").fetchall() == [
            ("hello", "passed")
        ]
        assert ledger.execute("select count(*) from steps").fetchone() == (2,)
    assert onetake("ledger", "verify").code == 0


def test_a_step_with_a_warning_is_walked_all_the_same(onetake, programme):
    hasty = f"{ECHO}    within: 1s / 3s\n    patience: 2s\n"
    done = onetake("test", "--json", at=programme({"hasty": hasty}))
    assert done.code == 0 and [run["journey"] for run in done.json["runs"]] == ["hasty"]
    assert "warning: the wait ends after 2 s" in onetake("lint").out


def test_what_a_customer_would_notice_is_exit_code_1_with_the_next_command(onetake, programme):
    done = onetake("test", at=programme({"hello": ECHO, "cards/bye": FAILING}))
    assert done.code == 1
    assert "expected contains 'goodbye'" in " ".join(done.out.split())
    assert "onetake test --env dev cards/bye" in done.out
    assert "journeys/cards/bye.yaml:4:5" in done.out


def test_json_fits_its_published_schema(onetake, programme):
    done = onetake("test", "--json", at=programme({"hello": ECHO, "bye": FAILING}))
    document = done.json
    Draft202012Validator(schema()).validate(document)
    assert (document["schema"], document["verdict"], document["environment"]) == (
        1,
        "failed",
        "dev",
    )
    run = next(run for run in document["runs"] if run["journey"] == "bye")
    step = run["steps"][1]
    assert (step["number"], step["action"], step["verdict"]) == (2, "echo.hear", "failed")
    [finding] = document["findings"]
    assert finding["place"] == "journeys/bye.yaml:4:5"
    assert finding["fix"] == "onetake test --env dev bye"


def test_junit_is_written_beside_the_console(onetake, programme, tmp_path):
    done = onetake("test", "--junit", tmp_path / "r.xml", at=programme({"bye": FAILING}))
    assert done.code == 1
    root = ET.parse(tmp_path / "r.xml").getroot()
    assert root.find(".//failure") is not None


def test_unknown_is_never_passed(onetake, programme):
    text = "goal: g\ntries: 3\npass_rate: 30%\nsteps:\n  - echo.say: hello\n"
    done = onetake("test", "--tries", "2", "--json", at=programme({"few": text}))
    assert (done.code, done.json["verdict"]) == (0, "passed")
    done = onetake("test", "--tries", "1", "--json", "--programme", "..", "--env", "dev")
    folder = programme({"slow": ECHO.replace("echo.hear: hello", "echo.hear: ${nix}")})
    assert onetake("test", at=folder).code == 3
    degraded = ECHO.replace("echo.hear: hello", "echo.hear: hello\n    within: 0.0001ms / 5s")
    folder = programme({"hello": degraded, "slow": ECHO})
    assert onetake("test", at=folder).code == 0
    assert onetake("test", "--fail-on", "degraded").code == 1


def test_a_draft_is_shown_and_never_counts(onetake, programme):
    folder = programme({"hello": ECHO, "soon": f"status: draft\n{FAILING}"})
    done = onetake("test", "--json", at=folder)
    assert (done.code, done.json["verdict"]) == (0, "passed")
    assert {run["journey"]: run["verdict"] for run in done.json["runs"]}["soon"] == "failed"
    assert done.json["findings"] == []


def test_nothing_walked_is_not_passed(onetake, programme):
    live = "programme: Test\nenvironments: {production: {customer_facing: true}}\n"
    done = onetake("test", at=programme({"hello": ECHO}, onetake=live))
    assert done.code == 4
    assert "safe_in: [production]" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--env", "stagin"], "there is no environment 'stagin'", "environments: dev"),
        (["helo"], "there is no journey 'helo'", "did you mean 'hello'?"),
        (["--tag", "x"], "there is no tag 'x'", "there are no tags yet"),
        (["--persona", "bob"], "there is no persona 'bob'", "there are no personas yet"),
        (["--set", "bot"], "--set 'bot' sets nothing", "--set NAME=VALUE"),
        (["--set", "bot=1"], "dev has no value 'bot' to set", "there are no values of dev yet"),
    ],
)
def test_wrong_usage_names_the_nearest(onetake, programme, words, message, hint):
    done = onetake("test", *words, at=programme({"hello": ECHO}))
    assert done.code == 2
    assert message in done.err
    assert hint in done.err


def test_an_unknown_option_is_wrong_usage_and_suggests(onetake, programme):
    done = onetake("test", "--jsn", at=programme({"hello": ECHO}))
    assert done.code == 2
    assert "--json" in done.out + done.err


def test_faults_of_all_files_come_at_once_with_their_places(onetake, programme):
    folder = programme({"a": ECHO.replace("say", "sya"), "b": ECHO.replace("goal", "gaol")})
    done = onetake("test", at=folder)
    assert done.code == 3
    assert "journeys/a.yaml:3:5: error:" in done.err
    assert "did you mean 'echo.say'?" in done.err
    assert "did you mean 'goal'?" in done.err
    assert "onetake lint" in done.err


def test_a_fault_elsewhere_does_not_stop_the_journey_asked_for(onetake, programme):
    folder = programme({"hello": ECHO, "b": ECHO.replace("goal", "gaol")})
    assert onetake("test", "hello", at=folder).code == 0
    assert onetake("test", "b").code == 3


def test_no_programme_here_tells_how_to_start_one(onetake, tmp_path):
    done = onetake("test", at=tmp_path)
    assert done.code == 3
    assert "onetake new" in done.err


def test_errors_are_json_too_when_asked_for(onetake, programme):
    done = onetake("test", "--json", at=programme({"a": ECHO.replace("say", "sya")}))
    assert done.code == 3
    assert done.json["error"]["faults"][0]["line"] == 3


SECRET = """\
programme: Test
environments: {dev: {}}
secrets:
  token: {env: TEST_TOKEN_OF_ONETAKE}
  unused: {file: nowhere.txt}
"""
SAYS_SECRET = """\
goal: g
steps:
  - echo.say: my token is ${secret.token}
  - echo.hear: nothing
    patience: 10ms
"""


def test_a_missing_secret_names_the_places_tried(onetake, programme):
    done = onetake("test", at=programme({"a": SAYS_SECRET}, onetake=SECRET))
    assert done.code == 3
    assert "TEST_TOKEN_OF_ONETAKE" in done.err


def test_a_secret_is_in_nothing_that_is_shown_or_stored(onetake, programme, monkeypatch):
    monkeypatch.setenv("TEST_TOKEN_OF_ONETAKE", "s3cr3t-t0ken-value")
    folder = programme({"a": SAYS_SECRET}, onetake=SECRET)
    done = onetake("test", "--json", at=folder)
    assert done.code == 1
    assert "[secret token]" in done.out
    stored = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not any(b"s3cr3t" in data for data in [*stored, done.out.encode(), done.err.encode()])


def test_explain_prints_the_plan_and_walks_nothing(onetake, programme):
    folder = programme({"hello": ECHO})
    done = onetake("test", "--explain", at=folder)
    assert done.code == 0
    assert "It says back what it is told" in done.out
    assert "echo.say" in done.out
    assert not (folder / ".onetake" / "ledger.db").exists()
    assert onetake("test", "--explain", "--json").json["plan"][0]["journey"] == "hello"


def test_explain_tells_what_is_sent_allowed_and_kept(onetake, programme):
    folder = programme(
        {
            "pay": "goal: g\ndata: data/sums.csv\nsteps:\n"
            "  - api.post: {path: /pay, json: {sum: '${data.sum}', pin: '${secret.pin}'}}\n"
            "    within: 300ms / 2s\n    keep: {receipt: json.id}\n"
        },
        systems={"shop": "channel: api\naddress: http://127.0.0.1:1\n"},
        onetake="programme: T\nenvironments: {dev: {}}\nsecrets: {pin: {env: NO_SUCH_PIN}}\n",
        **{"data/sums.csv": "sum,to\n25,savings\n"},
    )
    shown = onetake("test", "--explain", at=folder).out
    assert "pay, row 1 (sum 25, to savings)" in shown
    assert 'sends    json: {"sum": 25, "pin": "${secret.pin}"}' in shown
    assert "says     /pay" in shown
    assert "within   0.3 s / 2 s" in shown
    assert "keeps    receipt from json.id" in shown
    step = onetake("test", "--explain", "--json").json["plan"][0]["steps"][0]
    assert (step["within"], step["keeps"]) == ("0.3 s / 2 s", "receipt from json.id")


def test_a_read_only_ledger_is_told_before_anything_is_walked(onetake, programme):
    folder = programme({"hello": ECHO})
    (folder / "file").write_text("in the way")
    done = onetake("test", "--ledger", "file/ledger.db", at=folder)
    assert done.code == 4
    assert "file" in done.err
    assert "Traceback" not in done.err


def test_a_tampered_ledger_is_found(onetake, programme):
    folder = programme({"hello": ECHO})
    onetake("test", at=folder)
    with sqlite3.connect(folder / ".onetake" / "ledger.db") as ledger:
        for (name,) in ledger.execute(
            "select name from sqlite_master where type='trigger'"
        ).fetchall():
            ledger.execute(f"drop trigger {name}")
        ledger.execute("update runs set verdict='failed'")
    done = onetake("ledger", "verify", "--json")
    assert done.code == 1
    assert not done.json["holds"]
    assert "runs" in str(done.json["faults"])


def test_two_processes_share_one_ledger(programme):
    folder = programme({f"j{n}": ECHO for n in range(20)})
    words = [sys.executable, "-m", "onetake", "test", "--tries", "5", "--json"]
    both = [subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    with sqlite3.connect(folder / ".onetake" / "ledger.db") as ledger:
        assert ledger.execute("select count(*) from runs").fetchone() == (200,)
    verify = [sys.executable, "-m", "onetake", "ledger", "verify"]
    assert subprocess.run(verify, cwd=folder, check=False).returncode == 0


def test_ctrl_c_cleans_up_records_and_says_so(programme):
    slow = ECHO.replace("echo.hear: hello", "echo.hear: never\n    patience: 60s")
    folder = programme({"slow": f"{slow}always:\n  - echo.say: tidy up\n"})
    words = [sys.executable, "-c", _INTERRUPTING]
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 4, done.stderr
    with sqlite3.connect(folder / ".onetake" / "ledger.db") as ledger:
        assert ledger.execute("select verdict, rule from runs").fetchall() == [
            ("unknown", "interrupted")
        ]
        [tidied] = ledger.execute("select verdict from steps where number = 3").fetchall()
    assert tidied == ("passed",)


_INTERRUPTING = f"""
import os
from onetake.channels import echo
from onetake.commands import main
opened = echo.Echo.open
async def interrupt(self, place):
    import asyncio
    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), {int(signal.SIGINT)})
    return await opened(self, place)
echo.Echo.open = interrupt
main(["test"])
"""


def test_the_next_command_takes_the_same_values(onetake, programme):
    folder = programme(
        {"ask": "goal: g\nsteps:\n  - api.get: /\n"},
        onetake="programme: T\nenvironments: {dev: {values: {shop: 'http://127.0.0.1:1'}}}\n",
        systems={"shop": "channel: api\naddress: ${environment.shop}\n"},
    )
    done = onetake("test", "--set", "shop=http://127.0.0.1:9", "--json", at=folder)
    again = "onetake test --env dev ask --set=shop=http://127.0.0.1:9"
    assert done.json["findings"][0]["fix"] == again
    assert again in onetake("test", "--set", "shop=http://127.0.0.1:9").out.replace("\n", " ")
