"""`onetake gate`: a release on its way, from its record to an open or a shut gate."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from sample_journeys import ECHO, FAILING

from onetake.analysis import opened
from onetake.commands.gate import _document
from onetake.flows.gate_served import application
from onetake.ledger.ledger import Ledger

MAIN = """\
programme: Shop
environments: {staging: {}, production: {customer_facing: true}}
"""
GATE = """\
environments: [production]
objectives:
  - {journey: "*", key: true, title: journeys}
  - {journey: "*", pass: ">=15", warn: ">=5", title: pass rate}
"""
KEPTN = """\
spec_version: '1.0'
filter: {handler: ItemsController}
comparison:
  compare_with: several_results
  include_result_with_score: pass_or_warn
  number_of_comparison_results: 3
  aggregate_function: p90
objectives:
  - sli: test.time
    displayName: time of a test
    pass:
      - criteria: ["<=+10%", "<600"]
      - criteria: ["<60"]
    warning:
      - criteria: ["<=800"]
    weight: 2
    key_sli: true
  - sli: journey_success
    pass: [{criteria: [">=95"]}]
total_score: {pass: "90%", warning: "75%"}
"""


@pytest.fixture
def folder(programme):
    """A shop with a gate into production that looks at its one journey."""
    made = programme({"hello": ECHO}, onetake=MAIN)
    (made / "gates").mkdir()
    (made / "gates" / "shop.yaml").write_text(GATE)
    return made


def decided(done):
    return [(item["name"], item["result"]) for item in done.json["objectives"]]


def test_a_release_that_was_walked_and_passed_goes_on(onetake, folder):
    assert onetake("release", "r1", "--commit", "c0ffee", at=folder).code == 0
    onetake("test", "--env", "staging", at=folder)
    done = onetake("gate", "r1", "--env", "production", at=folder)
    assert done.code == 0
    assert "✓ r1 into production: the gate is open" in done.out
    assert "because its score 100.0 is at least 90" in done.out
    assert all(len(line) <= 80 for line in done.out.splitlines())


def test_what_nobody_walked_since_the_release_keeps_it_shut(onetake, folder):
    onetake("test", "--env", "staging", at=folder)
    onetake("release", "r1", at=folder)
    done = onetake("gate", "r1", "--env", "production", at=folder)
    assert done.code == 4
    assert "the gate stays shut: nobody can tell" in done.out
    assert "hello was not walked in staging" in " ".join(done.out.split())
    assert "onetake test --env staging" in done.out


def test_a_journey_that_fails_shuts_it_whatever_the_score(onetake, folder):
    onetake("release", "r1", at=folder)
    (folder / "journeys" / "hello.yaml").write_text(FAILING)
    assert onetake("test", "--env", "staging", at=folder).code == 1
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    assert (done.code, done.json["verdict"], done.json["open"]) == (1, "fail", False)
    assert ("journeys", "fail") in decided(done)
    assert done.json["rule"].startswith("journeys is a key objective")


def test_a_journey_that_was_skipped_is_not_one_that_passed(onetake, folder):
    (folder / "journeys" / "later.yaml").write_text(ECHO + "safe_in: [production]\n")
    onetake("release", "r1", at=folder)
    assert onetake("test", "--env", "staging", at=folder).code == 0
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    assert (done.code, done.json["verdict"]) == (4, "inconclusive")
    [first, *_] = done.json["objectives"]
    assert (first["result"], first["why"]) == ("unknown", "later of 2: skipped")


def test_a_release_nobody_recorded_is_told_with_the_next_command(onetake, folder):
    onetake("test", "--env", "staging", at=folder)
    done = onetake("gate", "r9", "--env", "production", at=folder)
    assert done.code == 2
    assert "nobody recorded a release 'r9'" in done.err
    assert "onetake release r9 --commit COMMIT" in done.err


@pytest.mark.parametrize("name", ["", " "])
def test_a_release_without_a_name_is_none(onetake, folder, name):
    done = onetake("release", name, at=folder)
    assert (done.code, "a release needs a name" in done.err) == (2, True)
    onetake("release", "r1", at=folder)
    assert "r1" in onetake("release", at=folder).out


def test_unknown_environments_and_gates_are_told(onetake, folder):
    onetake("release", "r1", at=folder)
    assert "environments: staging, production" in onetake("gate", "r1", "--env", "moon").err
    assert "no gate leads into staging" in onetake("gate", "r1", "--env", "staging").err
    done = onetake("gate", "r1", "--env", "production", "--gate", "x")
    assert "gates: shop" in done.err
    assert onetake("gate", "r1").code == 2
    assert onetake("gate", "r1", "--env", "production", "--override", "ida").code == 2


def test_findings_and_kpis_are_looked_at_and_waived_findings_are_told(onetake, folder):
    (folder / "gates" / "shop.yaml").write_text(
        "environments: [production]\nobjectives:\n"
        '  - {findings: "sponsor.*", pass: "=0"}\n  - {kpi: test.time, pass: ">=0"}\n'
    )
    onetake("release", "r1", at=folder)
    for _ in range(5):
        onetake("test", "--env", "staging", at=folder)
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    assert decided(done) == [("findings sponsor.*", "fail"), ("kpi test.time", "pass")]
    (folder / "waivers.yaml").write_text(
        "waivers:\n  - {check: sponsor.nobody, owner: ida, reason: new, until: 2099-01-01}\n"
    )
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    assert decided(done)[0] == ("findings sponsor.*", "pass")
    assert done.json["waivers"] == ["sponsor.nobody at onetake.yaml by ida until 2099-01-01"]


def test_releases_are_compared_with_good_ones_before(onetake, folder):
    (folder / "gates" / "shop.yaml").write_text(
        'environments: [production]\nobjectives:\n  - {journey: "*", pass: [">=1", ">=+0%"]}\n'
    )
    for name in ("r1", "r2"):
        onetake("release", name, at=folder)
        onetake("test", "--env", "staging", at=folder)
        done = onetake("gate", name, "--env", "production", "--json", at=folder)
    [objective] = done.json["objectives"]
    assert (objective["compared"], objective["before"]) == (1, objective["value"])
    listed = onetake("release", "--json", at=folder).json["releases"]
    assert [(item["release"], item["decisions"]) for item in listed] == [
        ("r2", "pass for production"), ("r1", "pass for production"),
    ]  # fmt: skip


def test_a_release_that_was_only_let_through_is_no_measure_for_the_next(onetake, folder):
    (folder / "gates" / "shop.yaml").write_text(
        'environments: [production]\nobjectives:\n  - {journey: "*", pass: [">=90", ">=+0%"]}\n'
    )
    for name, more in (("r1", ["--override", "ida", "--why", "a leak"]), ("r2", [])):
        onetake("release", name, at=folder)
        onetake("test", "--env", "staging", at=folder)
        done = onetake("gate", name, "--env", "production", "--json", *more, at=folder)
    [objective] = done.json["objectives"]
    assert (objective["compared"], objective["before"]) == (0, None)


def test_what_was_walked_after_the_next_release_came_is_not_counted(onetake, folder):
    onetake("release", "r1", at=folder)
    onetake("release", "r2", at=folder)
    onetake("test", "--env", "staging", at=folder)
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    assert done.code == 4
    assert done.json["objectives"][0]["why"] == "hello was not walked in staging before r2 came"
    assert onetake("gate", "r2", "--env", "production", at=folder).code == 0


def test_somebody_may_open_it_all_the_same_and_is_recorded(onetake, folder):
    onetake("release", "r1", at=folder)
    done = onetake(
        "gate", "r1", "--env", "production", "--override", "ida", "--why", "a leak", at=folder
    )  # fmt: skip
    assert done.code == 0
    assert "opened all the same by ida: a leak" in done.out
    found = onetake("judge", "--json", at=folder).json["findings"]
    assert "override.mandate" in [item["check"] for item in found]


def test_keptns_own_file_is_read_as_it_is(onetake, folder):
    (folder / "gates" / "shop.yaml").write_text(KEPTN)
    onetake("release", "r1", at=folder)
    for _ in range(6):
        onetake("test", "--env", "staging", at=folder)
    done = onetake("gate", "r1", "--env", "production", "--json", at=folder)
    first, second = done.json["objectives"]
    assert (first["name"], first["weight"], first["key"]) == ("time of a test", 2.0, True)
    assert first["result"] == "pass"
    assert (second["result"], second["why"]) == ("unknown", "only 6 of 30 rows")
    assert done.json["verdict"] == "inconclusive"


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("objectives:\n  - {kpi: a, journey: b}\n", "shop.yaml:2:5", "journey and kpi together"),
        ("objectives:\n  - {weight: 2}\n", "shop.yaml:2:5", "nothing to look at"),
        ("objectives:\n  - {kpi: a, pass: eighty}\n", "shop.yaml:2:20", "no criterion"),
        ("objectives: []\n", "shop.yaml:1:13", "at least 1"),
        (
            "objectives: [{kpi: nps, weight: 0}, {journey: a, weight: 0}]\n",
            "shop.yaml:1:13",
            "no objective weighs anything",
        ),
        ("spec_version: '1.0'\nobjectives: []\n", "shop.yaml:2:13", "no objective weighs"),
        ("pass: 70\nwarn: 80\nobjectives: [{journey: a}]\n", "shop.yaml:2:7", "above pass"),
        ("pass: 700\nobjectives: [{journey: a}]\n", "shop.yaml:1:7", "no score"),
        ("objectives: [{kpi: aht}]\n", "shop.yaml:1:14", "nothing says when kpi aht passes"),
        ("objectives: [{kpi: cast, pass: '>=1'}]\n", "shop.yaml:1:14", "there is no KPI 'cast'"),
        ("objectives: [{kpi: csat, pass: '>=1'}]\n", "shop.yaml:1:14", "csat.mean"),
        ("objectives: [{budget: a, pass: '>1'}]\n", "shop.yaml:1:14", "there is no SLO 'a'"),
        ("objectives: [{findings: sponser.*, pass: '=0'}]\n", "shop.yaml:1:14", "no check is"),
        (
            "walked_in: stagign\nobjectives: [{journey: '*'}]\n",
            "shop.yaml",
            "did you mean 'staging'",
        ),
        ("spec_version: '2.0'\nobjectives: []\n", "shop.yaml:1:15", "1.0"),
        ("spec_version: '1.0'\nobjectives: [{sli: a, pass: ['<6']}]\n", "shop.yaml:2:29", "Keptn"),
    ],
)
def test_a_gate_that_says_nonsense_is_told_where(onetake, folder, text, place, told):
    (folder / "gates" / "shop.yaml").write_text(text)
    onetake("release", "r1", at=folder)
    done = onetake("gate", "r1", "--env", "production", at=folder)
    assert done.code == 3
    assert f"gates/{place}" in done.err
    assert told in done.err
    assert "a list does not fit here" not in done.err


def test_deployers_ask_over_http_and_the_same_answer_is_recorded_once(onetake, folder):
    onetake("release", "r1", at=folder)
    onetake("test", "--env", "staging", at=folder)

    async def ask():
        made = application(folder, "", _document)
        async with TestClient(TestServer(made)) as client:
            return [await answer(client) for answer in (argo, argo, flagger, lost, nonsense)]

    async def argo(client: TestClient[aiohttp.web.Request, aiohttp.web.Application]):
        done = await client.get("/gate/r1?env=production")
        return done.status, (await done.json())["verdict"]

    async def flagger(client):
        body = {"name": "shop", "metadata": {"release": "r1", "env": "production"}}
        return (await client.post("/confirm", json=body)).status

    async def lost(client):
        done = await client.get("/gate/r9?env=production")
        return done.status, "onetake release r9" in json.dumps(await done.json())

    async def nonsense(client):
        return (await client.post("/confirm", data=b"[1]")).status

    answers = asyncio.run(ask())
    assert answers == [(200, "pass"), (200, "pass"), 200, (400, True), 400]
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger, opened(ledger) as facts:
        assert facts.select("SELECT count(*) FROM decisions") == [(1,)]


def test_a_shut_gate_is_no_200_for_those_who_go_by_the_status(onetake, folder):
    onetake("release", "r1", at=folder)

    async def ask():
        async with TestClient(TestServer(application(folder, "", _document))) as client:
            body = {"metadata": {"release": "r1", "env": "production"}}
            return (await client.post("/confirm", json=body)).status

    assert asyncio.run(ask()) == 409
