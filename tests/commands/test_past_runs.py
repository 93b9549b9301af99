"""`onetake runs`: how journeys have done, and one whole run, as a user sees them."""

import pytest
from sample_journeys import ECHO, FAILING

from onetake.commands.runs import since_micros
from onetake.errors import UsageWrong

PERSONAS = {"anna": "name: Anna Berg\n", "björn": "name: Björn Lind\n"}


@pytest.fixture
def past(onetake, programme):
    """A programme that was walked twice: hello by two personas, bye by nobody in particular."""
    folder = programme(
        {"hello": ECHO.replace("steps:", "personas: [anna, björn]\nsteps:"), "cards/bye": FAILING},
        personas=PERSONAS, onetake="programme: Test\nenvironments: {dev: {}, qa: {}}\n",
    )  # fmt: skip
    onetake("test", at=folder)
    onetake("test", "hello", "--env", "qa")
    return folder


def test_runs_are_listed_newest_first_with_how_their_journeys_did(onetake, past):
    done = onetake("runs")
    lines = done.out.splitlines()
    assert done.code == 0
    assert "2 of 2" in lines[0] and "34–100 %" in lines[0] and "qa" in lines[0]
    assert sum("✓ passed" in line for line in lines) == 4
    assert any("nothing was heard" in line or "expected contains" in line for line in lines)
    assert all(len(line) <= 80 for line in lines)
    assert "5 runs; one whole: onetake runs" in lines[-1]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["cards/*"], 1),
        (["hello", "cards/bye"], 5),
        (["--env", "qa"], 2),
        (["--persona", "björn"], 2),
        (["--verdict", "failed"], 1),
        (["--verdict", "failed", "--verdict", "passed"], 5),
        (["--since", "1h"], 5),
        (["--since", "2999-01-01"], 0),
        (["--limit", "3"], 3),
        (["nothing"], 0),
    ],
)
def test_runs_are_those_asked_for(onetake, past, words, count):
    document = onetake("runs", *words, "--json").json
    assert len(document["runs"]) == count
    assert document["schema"] == 1


def test_rates_are_over_all_runs_whichever_are_shown(onetake, past):
    [hello] = onetake("runs", "hello", "--env", "dev", "--limit", "1", "--json").json["journeys"]
    assert (hello["passed"], hello["walked"], hello["newest"]) == (2, 2, ["passed", "passed"])
    [bye] = onetake("runs", "--verdict", "failed", "--json").json["journeys"]
    assert (bye["journey"], bye["passed"], bye["walked"]) == ("cards/bye", 0, 1)


def test_one_run_is_a_story(onetake, past):
    run = onetake("runs", "hello", "--limit", "1", "--json").json["runs"][0]
    shown = onetake("runs", run["id"][-8:])
    assert shown.code == 0
    assert f"✓ passed  hello as {run['persona']}" in shown.out
    assert f"{run['persona']}: hello" in shown.out and "echo: hello" in shown.out
    assert "▇" in shown.out and f"run {run['id']}" in shown.out.replace("\n", " ")
    whole = onetake("runs", run["id"], "--json").json["run"]
    assert (whole["id"], whole["steps"][0]["said"]) == (run["id"], "hello")


def test_a_failed_run_tells_where_and_why(onetake, past):
    run = onetake("runs", "cards/bye", "--json").json["runs"][0]
    shown = onetake("runs", run["id"]).out
    assert "journeys/cards/bye.yaml:4:5" in shown
    assert "text is 'hello'; expected contains 'goodbye'" in shown


def test_a_part_of_an_id_that_means_several_runs_is_refused(onetake, past):
    run = onetake("runs", "--json").json["runs"][0]
    done = onetake("runs", run["id"][:6])
    assert done.code == 2 and "means several runs" in done.err


def test_nothing_that_fits_is_told(onetake, past):
    done = onetake("runs", "deadbeef")
    assert done.code == 0 and "no run fits" in done.out


@pytest.mark.parametrize(
    "words", [["--since", "soon"], ["--limit", "0"], ["--since", "9" * 400 + "d"]]
)
def test_wrong_usage_names_the_fix(onetake, past, words):
    done = onetake("runs", *words)
    assert done.code == 2 and "write" in done.err


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("30m", 998_200_000_000),
        ("1.5h", 994_600_000_000),
        ("7d", 395_200_000_000),
        ("1w", 395_200_000_000),
        ("1970-01-02", 86_400_000_000),
        ("1970-01-01T01:00:00+01:00", 0),
    ],
)
def test_a_moment_is_so_long_ago_or_a_date(text, micros):
    assert since_micros(text, 1_000_000.0) == micros


@pytest.mark.parametrize("text", ["", "7", "d", "7 days", "1e9d", "-1d", "2026-13-01"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(UsageWrong):
        since_micros(text, 0.0)
