"""`onetake load`: customers come at their moments, and all that they met adds up."""

import os
import signal
import threading
import time
from base64 import b64decode
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest
from charter_rows import a_row
from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from onetake.analysis import opened
from onetake.ledger.ledger import Ledger
from onetake.load.histogram import Histogram

MAIN = """\
programme: Shop
environments:
  dev: {values: {shop: "%s"}, max_rate: 100/s}
  production: {customer_facing: true, values: {shop: "%s"}}
"""
SYSTEM = "channel: api\naddress: ${environment.shop}\n"
LOOK = """\
goal: A customer looks at the shop
safe_in: [dev, production]
steps:
  - {name: Look, api.get: /, expect: {status: 200}}
"""
PROFILE = """\
phases:
  - {rate: 10/s to 50/s, for: 1s}
  - {rate: 50/s, for: 1s}
mix: {look: 3, stare: 1}
stop_when: failed > 50 % for 10s
"""


def processes():
    """Return the processes that serve a load beside ours."""
    found = psutil.Process().children()
    return [one for one in found if "spawn_main" in " ".join(one.cmdline())]


class Server(ThreadingHTTPServer):
    """Serves; a customer who breaks off is nothing to tell."""

    def handle_error(self, request, client_address):
        """Keep quiet."""


class Shop(BaseHTTPRequestHandler):
    """Answers at once, or as the test wants; each command has a mark of its own."""

    protocol_version = "HTTP/1.1"
    bad_from = 10**9
    served = 0
    most_each = 10**9
    each = Counter()
    pause = 0.0
    stops = False
    kills_at = 10**9
    lock = threading.Lock()
    gate = threading.Event()

    def do_GET(self):
        """Answer a request, once the gate is open."""
        if Shop.stops:
            Shop.stops = False
            os.kill(os.getpid(), signal.SIGINT)
        if Shop.served == Shop.kills_at:
            processes()[0].kill()
        Shop.gate.wait()
        time.sleep(Shop.pause)  # the server's own time, not the test's
        with Shop.lock:
            Shop.served += 1
            status = 500 if Shop.served > Shop.bad_from else 200
            Shop.each[self.headers["x-synthetic"]] += 1
            if Shop.each[self.headers["x-synthetic"]] > Shop.most_each:
                status = 503
        self.send_response(status)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words):
        """Keep quiet."""


@pytest.fixture
def shop():
    Shop.served, Shop.bad_from, Shop.pause = 0, 10**9, 0.0
    Shop.stops, Shop.kills_at = False, 10**9
    Shop.gate.set()
    with Server(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def folder(programme, shop):
    made = programme({"look": LOOK, "stare": LOOK}, onetake=MAIN % (shop, shop),
                     systems={"shop": SYSTEM})  # fmt: skip
    (made / "profiles").mkdir()
    (made / "profiles" / "morning.yaml").write_text(PROFILE)
    return made


def test_customers_come_at_their_rate_and_all_are_told(onetake, folder):
    done = onetake("load", "look", "--rate", "50/s", "--for", "1s", "--json", at=folder)
    found = done.json
    assert (done.code, found["customers"], found["verdicts"]["passed"]) == (0, 50, 50)
    assert Shop.served == 50
    [look] = found["response"]
    assert 0 < look["p50"] <= look["p99"] <= look["max"]
    assert [(step["journey"], step["name"]) for step in found["steps"]] == [("look", "Look")]
    assert sum(second["came"] for second in found["seconds"]) == 50
    assert sum(second["verdicts"].get("passed", 0) for second in found["seconds"]) == 50


def test_a_profile_says_how_they_come_and_which_journeys(onetake, folder):
    done = onetake("load", "--profile", "morning", "--json", at=folder)
    each = {row["name"]: row["verdicts"]["passed"] for row in done.json["response"]}
    assert each == {"look": 60, "stare": 20}


def test_a_staircase_and_a_curve_that_was_observed(onetake, folder):
    (folder / "profiles" / "stairs.yaml").write_text(
        "phases: [{steps: {from: 10/s, to: 30/s, by: 10/s, each: 500ms}}]\n"
    )
    done = onetake("load", "look", "--profile", "stairs", "--json", at=folder)
    assert done.json["customers"] == 5 + 10 + 15
    (folder / "data").mkdir()
    (folder / "data" / "monday.csv").write_text("seconds,rate\n0,0\n1,40\n1.5,40\n")
    (folder / "profiles" / "monday.yaml").write_text("curve: data/monday.csv\n")
    done = onetake("load", "look", "--profile", "monday", "--json", at=folder)
    assert done.json["customers"] == 20 + 20
    (folder / "data" / "monday.csv").write_text("seconds,rate\n5,0\n1,40\n")
    assert "do not go on" in onetake("lint", at=folder).out


def test_what_failed_is_kept_once_with_its_evidence_and_counted(onetake, folder):
    Shop.bad_from = 10
    done = onetake("load", "look", "--rate", "50/s", "--for", "1s", at=folder)
    assert done.code == 1
    assert "10 passed, 40 failed" in done.out
    assert "40 × look · Look: status is 500; expected 200" in " ".join(done.out.split())
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger, ledger.reading() as rows:
        runs = rows.exec_driver_sql("SELECT verdict, draft FROM runs ORDER BY seq").fetchall()
        [command] = rows.exec_driver_sql("SELECT command, runs FROM invocations").fetchall()
    assert [tuple(row) for row in runs] == [("passed", 1), ("failed", 1)]
    assert tuple(command) == ("load", 50)


def test_seconds_journeys_and_steps_are_rows_whose_histograms_are_the_whole(onetake, folder):
    onetake("load", "look", "stare", "--rate", "30/s", "--for", "1500ms", at=folder)
    ask = "SELECT journey, step, second, came, passed, times FROM pulses ORDER BY seq"
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger, opened(ledger) as facts:
        rows = facts.select(ask)
    each = {(row[0], row[1]): row for row in rows if row[2] is None}
    assert {key: row[3:5] for key, row in each.items()} == {
        ("look", 0): (23, 23), ("stare", 0): (22, 22), ("look", 1): (23, 23), ("stare", 1): (22, 22)
    }  # fmt: skip
    seconds = [row for row in rows if row[2] is not None]
    assert [row[2] for row in seconds] == list(range(len(seconds)))
    assert sum(row[3] for row in seconds) == sum(row[4] for row in seconds) == 45
    merged = Histogram()
    for row in seconds:
        merged.merge(Histogram.unpacked(b64decode(row[5])))
    whole = Histogram.unpacked(b64decode(each["look", 0][5]))
    whole.merge(Histogram.unpacked(b64decode(each["stare", 0][5])))
    assert list(merged.cells()) == list(whole.cells())
    assert onetake("ledger", "verify", at=folder).code == 0


def test_a_rule_stops_it_early_and_says_why(onetake, folder):
    Shop.bad_from = 0
    done = onetake(
        "load", "look", "--rate", "20/s", "--for", "60s", "--stop-when", "failed > 5 % for 1s",
        "--json", at=folder,
    )  # fmt: skip
    found = done.json
    assert done.code == 1
    assert found["stopped"] == "failed > 5 % for 1s: it was at least 100.0 %"
    assert found["customers"] == sum(found["verdicts"].values()) < 200


def test_a_closed_load_comes_again_as_soon_as_served(onetake, folder, monkeypatch):
    monkeypatch.setattr("onetake.exercise.crowd._PATIENCE", 0.2)
    done = onetake("load", "look", "--customers", "3", "--for", "1s", "--json", at=folder)
    assert done.json["customers"] == Shop.served > 3
    assert done.json["verdicts"]["passed"] == done.json["customers"]


def test_the_highest_rate_that_holds_is_sought_and_what_breaks_first(onetake, folder, monkeypatch):
    monkeypatch.setattr(Shop, "most_each", 40)
    done = onetake("load", "look", "--find-limit", "--rate", "10/s", "--for", "1s", "--json",
                   at=folder)  # fmt: skip
    found = done.json
    assert done.code == 0
    assert found["held"] == 40 < found["broke"] <= 44
    assert "look · Look: status is 503" in found["first"]
    assert [stage["rate"] for stage in found["stages"][:5]] == [10, 20, 40, 80, 60]
    assert "not served well" in done.err


def test_nothing_breaks_up_to_what_is_allowed(onetake, folder):
    done = onetake("load", "look", "--find-limit", "--rate", "50/s", "--for", "500ms", at=folder)
    assert done.code == 0
    assert "It stands all that is allowed: 100/s" in done.out


def test_what_a_load_needs_is_told_from_what_the_ledger_knows(onetake, folder, shop):
    few = (MAIN % (shop, shop)).replace("max_rate: 100/s", "max_customers: 20")
    (folder / "onetake.yaml").write_text(few)
    words = ("load", "look", "--rate", "20/s", "--for", "500ms", "--json")
    [untold, *_] = onetake(*words, at=folder).json["notes"]
    assert untold == "how many customers will be here at once is not known: onetake test --env dev"
    with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
        about = {"journey": "look", "environment": "dev", "verdict": "passed", "ms": 2000.0}
        ledger.append([a_row("runs", about) for _ in range(9)])
    [told, lack] = onetake(*words, at=folder).json["notes"]
    assert told == "20/s who stay 2 s each: 40 at once, open lines 40 (Little's law)"
    assert lack == "only 20 may be here at once: the others will be skipped"


def test_a_page_shows_it_by_the_second_without_asking_anybody(onetake, folder, tmp_path):
    Shop.bad_from = 20
    page = tmp_path / "load.html"
    words = ("load", "look", "--rate", "30/s", "--for", "2s", "--html", page)
    assert onetake(*words, at=folder).code == 1
    text = page.read_text("utf-8")
    assert "60 customers came" in text and "40 failed" in text
    assert text.count("<figure") == 2
    assert text.count('<tr class="failed" data-y=') >= 2
    assert "status is 500; expected 200" in text
    assert "https://" not in text.split("<main>")[1].split("</main>")[0]
    assert "default-src 'none'" in text.replace("&#39;", "'")


def test_other_tools_read_its_histograms_and_its_metrics(onetake, folder, tmp_path):
    hdr, metrics = tmp_path / "load.hlog", tmp_path / "load.om"
    files = ("--hdr", str(hdr), "--openmetrics", str(metrics))
    found = onetake("load", "--rate", "30/s", "--for", "2s", "--json", *files, at=folder).json
    reader = HistogramLogReader(str(hdr), HdrHistogram(1, 1 << 47, 3))
    untagged = [line for line in hdr.read_text().splitlines() if line[:1].isdigit()]
    whole = HdrHistogram(1, 1 << 47, 3)
    for _ in untagged:
        whole.add(reader.get_next_interval_histogram())
    assert (len(untagged), whole.get_total_count()) == (len(found["seconds"]), 60)
    tags = {line.partition(",")[0] for line in hdr.read_text().splitlines() if "Tag=" in line}
    assert tags == {"Tag=look", "Tag=look#1", "Tag=stare", "Tag=stare#1"}
    families = {one.name: one for one in text_string_to_metric_families(metrics.read_text())}
    last = {}
    for one in families["onetake_load_customers"].samples:
        last[one.labels["verdict"]] = one.value
    assert (
        last == {verdict: found["verdicts"][verdict] for verdict in last} and last["passed"] == 60
    )
    response = families["onetake_load_response_seconds"].samples
    assert sum(one.value for one in response if one.labels.get("le") == "+Inf") == 60
    [p95, *_] = [
        one.value
        for one in families["onetake_load_second_response_seconds"].samples
        if one.labels["quantile"] == "0.95"
    ]
    assert p95 * 1e3 == pytest.approx(found["seconds"][0]["p95"])
    steps = families["onetake_load_step_seconds"].samples
    assert {one.labels["journey"] for one in steps} == {"look", "stare"}


PAY = """\
goal: A customer pays
personas: [anna]
data: data/bills.csv
steps:
  - {api.get: "/?bill=${data.bill}", expect: {status: 200}}
  - {api.post: {path: /, json: {bill: "${data.bill}"}}, expect: {status: 501}}
"""


@pytest.mark.parametrize(
    ("bills", "told"),
    [
        (2, "pay sends 2 rows of data to 10 customers, again and again: a data file of 10 lines"),
        (10, ""),
        (0, "all customers share one account in pay as anna: give the persona a pool"),
    ],
)
def test_what_is_sent_again_and_again_is_named_before_anybody_comes(onetake, folder, bills, told):
    text = PAY if bills else PAY.replace("data: data/bills.csv\n", "").replace("${data.bill}", "7")
    (folder / "journeys" / "pay.yaml").write_text(text)
    (folder / "personas").mkdir()
    (folder / "personas" / "anna.yaml").write_text("name: Anna\n")
    (folder / "data").mkdir()
    (folder / "data" / "bills.csv").write_text("bill\n" + "\n".join(map(str, range(bills))))
    done = onetake("load", "pay", "--rate", "10/s", "--for", "1s", at=folder)
    notes = [line for line in done.err.splitlines() if "again and again" in line or "share" in line]
    assert (done.code, len(notes)) == (0, bool(told))
    assert told in "".join(notes)


def test_who_finds_no_place_is_skipped_and_told(onetake, folder, shop):
    none = (MAIN % (shop, shop)).replace("max_rate: 100/s", "max_customers: 1")
    (folder / "onetake.yaml").write_text(none)
    Shop.pause = 3.0
    done = onetake("load", "look", "--rate", "10/s", "--for", "1s", "--json", at=folder)
    assert done.code == 4
    assert (done.json["verdicts"]["passed"], done.json["verdicts"]["skipped"]) == (1, 9)
    [kind] = done.json["failures"]
    assert (kind["reason"], kind["count"]) == ("only 1 may be here at once", 9)


def test_a_load_is_compared_with_an_earlier_one(onetake, folder):
    words = ("load", "look", "--rate", "60/s", "--for", "1s", "--json")
    assert onetake(*words, "--against", "last", at=folder).code == 4
    first = onetake(*words, at=folder).json["load"]
    Shop.pause = 0.2
    done = onetake(*words, "--against", first[-8:], at=folder)
    assert [item["percentile"] for item in done.json["changes"]] == ["p50", "p95"]
    half = done.json["changes"][0]
    assert half["sure"] and half["now"] > half["before"] and half["low"] > 1
    told = onetake(*words[:-1], "--against", "last", at=folder).out
    assert "look p50" in told and "look p95" in told
    done = onetake(*words[:-1], "--against", "ffff", at=folder)
    assert (done.code, "to compare with: none is called so" in done.err) == (2, True)


def test_a_channel_that_takes_one_at_once_is_not_asked_for_more(onetake, folder):
    suite = (
        "goal: What is there still passes\nsteps:\n"
        "  - run.suite: {command: [sh, -c, 'sleep 0.4; cp ../ok.xml out.xml'], junit: out.xml, "
        "folder: suite}\n"
    )
    (folder / "journeys" / "suite.yaml").write_text(suite)
    (folder / "suite").mkdir()
    (folder / "ok.xml").write_text('<testsuite><testcase name="a"/></testsuite>')
    done = onetake("load", "suite", "--rate", "20/s", "--for", "1s", "--json", at=folder)
    found = done.json["verdicts"]
    assert found["passed"] >= 1 and found["skipped"] >= 10 and sum(found.values()) == 20
    [kind] = done.json["failures"]
    assert kind["reason"] == "one of its channels takes no more at once in one process"
    closed = onetake("load", "suite", "--customers", "3", "--for", "1s", "--json", at=folder).json
    assert closed["verdicts"]["passed"] == closed["customers"] >= 1


def test_who_is_here_when_it_is_stopped_is_unknown_and_all_add_up(onetake, folder):
    Shop.gate.clear()
    Shop.stops = True
    done = onetake("load", "look", "--rate", "20/s", "--for", "60s", "--json", at=folder)
    found = done.json
    Shop.gate.set()
    assert (done.code, found["stopped"]) == (4, "stopped by Ctrl-C")
    assert found["verdicts"]["unknown"] == found["customers"] == sum(found["verdicts"].values()) > 0
    assert sum(second["came"] for second in found["seconds"]) == found["customers"]


def test_several_processes_serve_every_customer_once(onetake, folder):
    Shop.bad_from = 50
    words = ("load", "--profile", "morning", "--jobs", "2", "--json")
    found = onetake(*words, at=folder).json
    each = {row["name"]: sum(row["verdicts"].values()) for row in found["response"]}
    assert each == {"look": 60, "stare": 20} and Shop.served == 80
    assert (found["verdicts"]["passed"], found["verdicts"]["failed"]) == (50, 30)
    assert sum(second["came"] for second in found["seconds"]) == 80
    runs = onetake("runs", "--json", at=folder).json["runs"]
    kinds = {(run["journey"], run["verdict"]) for run in runs}
    assert len(runs) == len(kinds) == 4  # the first of each kind, whichever process met it
    assert not processes()


def test_of_several_processes_none_is_left_when_it_is_stopped(onetake, folder):
    Shop.gate.clear()
    Shop.stops = True
    words = ("load", "look", "--rate", "20/s", "--for", "60s", "--jobs", "2", "--json")
    done = onetake(*words, at=folder)
    Shop.gate.set()
    found = done.json
    assert (done.code, found["stopped"]) == (4, "stopped by Ctrl-C")
    assert found["verdicts"]["unknown"] == found["customers"] > 0
    assert not processes()


@pytest.mark.parametrize("at", [0, 60])
def test_a_process_that_is_lost_is_told_with_its_share_and_all_add_up(onetake, folder, at):
    Shop.kills_at = at
    words = ("load", "look", "--rate", "40/s", "--for", "3s", "--jobs", "2", "--json")
    done = onetake(*words, at=folder)
    found = done.json
    assert done.code == 4
    [note] = [note for note in found["notes"] if "lost" in note]
    assert "of 2 was lost (signal 9): 50 % of the customers came no more" in note
    assert 60 + at // 2 - 40 < found["customers"] < 120
    assert sum(second["came"] for second in found["seconds"]) == found["customers"]
    assert found["verdicts"]["passed"] + found["verdicts"]["unknown"] == found["customers"]


def test_judge_knows_that_it_was_loaded(onetake, folder):
    def unmeasured():
        found = onetake("judge", "--json", at=folder).json["findings"]
        return [item["message"] for item in found if item["check"] == "load.unmeasured"]

    assert "in dev, production" in unmeasured()[0]
    onetake("load", "look", "--rate", "5/s", "--for", "1s", at=folder)
    assert "in production" in unmeasured()[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--rate", "200/s", "--for", "1s"), "200/s is more than dev may be loaded with: 100/s"),
        (("--rate", "2/s"), "how customers come was not said"),
        (("--rate", "fast", "--for", "1s"), "'fast' is no rate"),
        (("--rate", "2/s", "--customers", "2", "--for", "1s"), "how customers come was not said"),
        (("--profile", "morning", "--find-limit"), "constant rates"),
        (("--profile", "mornin"), "did you mean 'morning'?"),
        (("--profile", "morning", "--rate", "2/s"), "a profile says itself"),
        (("--rate", "2/s", "--for", "1s", "--stop-when", "bad"), "failed > 5 % for 30s"),
        (("--rate", "2/s", "--for", "1s", "--env", "production"), "may_load: {by: NAME"),
        (("nobody", "--rate", "2/s", "--for", "1s"), "there is no journey 'nobody'"),
    ],
)
def test_a_load_that_may_not_be_is_told_and_nobody_comes(onetake, folder, words, told):
    done = onetake("load", *words, at=folder)
    assert done.code == 2
    assert told in done.err
    assert Shop.served == 0


def test_real_customers_are_loaded_only_while_somebody_answers_for_it(onetake, folder, shop):
    words = ("load", "look", "--rate", "5/s", "--for", "1s", "--env", "production")
    allowed = "customer_facing: true, may_load: {by: ida, until: %s}"
    text = (MAIN % (shop, shop)).replace("customer_facing: true", allowed)
    (folder / "onetake.yaml").write_text(text % "2020-01-31")
    done = onetake(*words, at=folder)
    assert done.code == 2
    assert "ida's permission ended on 2020-01-31" in done.err
    (folder / "onetake.yaml").write_text(text % "2099-12-31")
    assert onetake(*words, at=folder).code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("phases: []\n", "a profile has phases, or a curve"),
        ("curve: data/none.csv\n", "data/none.csv is no curve: No such file"),
        ("phases: [{rate: 1/s}]\n", "a rate and how long, or steps"),
        (
            "phases: [{steps: {from: 1/s, to: 9999/s, by: 1/s, each: 1s}}]\n",
            "more than 1000 steps",
        ),
        ("phases: [{rate: often, for: 1s}]\n", "'often' is no rate"),
        ("phases: [{rate: 1/s, for: 0s}]\n", "for"),
        ("phases: [{rate: 1/s, for: 1s}]\nstop_when: soon\n", "failed > 5 % for 30s"),
        ("rate: 1/s\n", "phases"),
    ],
)
def test_a_profile_that_says_nonsense_is_told_where(onetake, folder, text, told):
    (folder / "profiles" / "morning.yaml").write_text(text)
    done = onetake("load", "--profile", "morning", at=folder)
    assert done.code == 3
    assert "profiles/morning.yaml:" in done.err
    assert told in done.err
