"""What a step heard is nowhere any more once its person was forgotten, or its time was up.

A failing step tells what it heard in its reason, in what was seen, in its run's and its journey's
verdict, in a finding and in its evidence; whole commands record it, and all bytes are searched.
"""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from anybody import connected
from ledger_rows import a_run

from onetake.commands import main
from onetake.ledger.beside import BESIDE
from onetake.ledger.ledger import Ledger, prepare
from onetake.ledger.statements import TABLES
from onetake.ledger.waiting import FOLDER, Waiting, known_as
from onetake.words.personal import Personal, Text

HEARD = "Dear Mrs Schneckenburger, your fracture clinic"
VISIT = """\
goal: She is told of her visit
personas: [anna]
steps:
  - name: Ask for the visit
    api.get: /visit
    expect: {json.told: {contains: goodbye}}
  - api.get: /never
"""
FILES = {
    "onetake.yaml": "programme: Test\nenvironments: {dev: {}}\n",
    "personas/anna.yaml": "name: Anna Berg\nemail: anna@harbor.example\n",
    "journeys/visit.yaml": VISIT,
    "journeys/often.yaml": VISIT.replace("steps:", "tries: 20\npass_rate: 50%\nsteps:"),
}


class Visits(BaseHTTPRequestHandler):
    """Tells a customer something personal that no pattern finds."""

    def do_GET(self):
        body = json.dumps({"told": HEARD}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing on the terminal."""


@pytest.fixture
def address():
    """Yield the address of a server that tells it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Visits)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def onetake(capsys, monkeypatch, tmp_path, place):
    """Run a command on a programme whose ledger is at the place; return its code and output."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            main([*map(str, words), "--ledger", str(place)])
        told = capsys.readouterr()
        assert ended.value.code < 2, told.err
        return ended.value.code, told.out

    return run


@pytest.fixture
def failed(onetake, tmp_path, address):
    """Run commands on a programme whose journeys failed on what they heard."""
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "shop.yaml").write_text(f"channel: api\naddress: {address}\n")
    assert onetake("test", "visit")[0] == 1
    assert onetake("test", "often")[0] == 1
    return onetake


def everywhere(folder, place):
    """Yield, by where it lies, all that Onetake keeps: every file, and a server's every table."""
    for path in folder.rglob("*"):
        if path.is_file():
            with suppress(FileNotFoundError):
                yield str(path.relative_to(folder)), path.read_bytes()
    if isinstance(place, str):
        with connected(place) as connection:
            for table in (*TABLES, *BESIDE):
                found = connection.execute(f"SELECT row_to_json(t)::text FROM {table} AS t")
                yield table, "\n".join(line for (line,) in found.fetchall()).encode()


def holding(folder, place):
    """Return where the words that were heard stand."""
    return [where for where, data in everywhere(folder, place) if b"Schneckenburger" in data]


@pytest.mark.parametrize("how", ["forget", "expire"])
def test_nothing_heard_stands_anywhere_any_more(failed, tmp_path, place, how):
    assert holding(tmp_path, place)
    assert HEARD in failed("runs", "visit")[1] and HEARD in failed("report")[1]
    if how == "forget":
        assert failed("ledger", "forget", "anna", "--yes")[0] == 0
    else:
        (tmp_path / "onetake.yaml").write_text(
            FILES["onetake.yaml"] + "ledger: {retention: {texts: 1ms, evidence: 1ms}}\n"
        )
        assert failed("ledger", "expire")[0] == 0
    assert holding(tmp_path, place) == []
    assert failed("ledger", "verify")[0] == 0
    for copy in (("export", "e.jsonl", "--texts"), ("backup", "b.db", "--evidence")):
        assert failed("ledger", *copy)[0] == 0
    assert failed("report", "--html", "r.html", "--junit", "r.xml")[0] == 0
    assert holding(tmp_path, place) == []


def test_a_verdict_still_tells_its_rule_and_place(failed, tmp_path):
    failed("ledger", "forget", "anna", "--yes")
    code, told = failed("report", "--json")
    document = json.loads(told)
    erased = "its words were erased; rule expect.json.told"
    step, skipped = document["runs"][0]["steps"]
    assert (code, step["verdict"], step["rule"]) == (0, "failed", "expect.json.told")
    assert (step["reason"], step["seen"]) == (erased, "[erased]")
    assert step["place"].startswith("journeys/often.yaml:")
    assert (skipped["verdict"], skipped["reason"]) == (
        "skipped",
        "its words were erased; rule skipped",
    )
    assert document["runs"][0]["reason"] == erased
    assert document["journeys"][0]["reason"] == "its words were erased; rule pass_rate"
    [finding] = document["findings"]
    assert finding["message"] == "its words were erased; rule pass_rate"
    assert finding["place"] == step["place"]
    runs = failed("runs", "visit")[1]
    assert erased in runs
    run = json.loads(failed("runs", "visit", "--json")[1])["runs"][0]
    assert run["reason"] == erased
    story = failed("runs", run["id"])[1]
    assert erased in story and "journeys/visit.yaml:" in story


def test_words_that_waited_on_the_disk_are_forgotten_too(onetake, tmp_path, place):
    Ledger.open(place).close()
    words = Text.of(HEARD)
    row = Personal(a_run(reason_text=words.reference), ("anna",), (words,))
    home = tmp_path / ".onetake" if isinstance(place, str) else tmp_path
    with Ledger.open(place, settle=False) as ledger:
        waiting = Waiting(home / FOLDER, known_as(ledger.place))
    waiting.put(prepare([row]))
    waiting.close()  # as when its process died
    [file] = (home / FOLDER).iterdir()
    assert holding(tmp_path, place) == [f"{file.relative_to(tmp_path)}"]
    assert "texts 1" in onetake("ledger", "forget", "anna", "--yes")[1]
    assert holding(tmp_path, place) == []
