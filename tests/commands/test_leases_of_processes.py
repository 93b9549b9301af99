"""Two commands at once never walk as the same persona, and the dead lease nothing."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from onetake.flows.leases import FileLocks

JOURNEY = """
goal: Anna asks
owner: t
personas: [anna]
steps:
  - api.get: /slow
    expect: {status: 200}
"""


HELLO = JOURNEY.replace("personas: [anna]\n", "").replace("/slow", "/hello")


class Bank(ThreadingHTTPServer):
    """Answers /hello at once, /slow when told to; notes how many commands lived when asked."""

    def __init__(self):
        self.answer = threading.Event()
        self.came = {"/slow": threading.Event(), "/hello": threading.Event()}
        self.alive_at = {"/slow": [], "/hello": []}
        self.commands = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    """Holds each request back until the bank may answer."""

    def do_GET(self):
        server = self.server
        server.alive_at[self.path].append(sum(c.poll() is None for c in server.commands))
        server.came[self.path].set()
        if self.path == "/slow":
            server.answer.wait(30)
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def bank():
    server = Bank()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.answer.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def start(programme, bank):
    """Start `onetake test` in an environment; what still runs at the end is killed."""
    folder = programme(
        {"ask": JOURNEY, "hello": HELLO},
        onetake="programme: Test\nenvironments: {dev: {}, qa: {}}\n",
        systems={"bank": f"channel: api\naddress: http://127.0.0.1:{bank.server_port}\n"},
        personas={"anna": "name: Anna\n"},
        **{"teams/t.yaml": "name: T\n"},
    )

    def command(environment):
        words = [sys.executable, "-m", "onetake", "test", "--env", environment]
        process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
        bank.commands.append(process)
        return process

    yield command
    for process in bank.commands:
        process.kill()
        process.wait()


def test_the_second_waits_until_the_first_is_dead(start, bank):
    first = start("dev")
    assert bank.came["/slow"].wait(30)
    bank.came["/hello"].clear()
    second = start("dev")
    assert bank.came["/hello"].wait(30)  # it walks: as nobody, beside what waits for Anna
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(1)
    assert bank.alive_at["/slow"] == [1]
    first.kill()
    first.wait()
    bank.answer.set()
    assert second.wait(30) == 0
    assert bank.alive_at["/slow"] == [1, 1]


def test_another_environment_has_an_anna_of_its_own(start, bank):
    start("dev")
    assert bank.came["/slow"].wait(30)
    bank.came["/slow"].clear()
    start("qa")
    assert bank.came["/slow"].wait(30)


def test_asking_in_vain_leaves_nothing_open(tmp_path):
    locks = FileLocks(tmp_path)
    release = locks.take("anna")
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert [locks.take("anna") for _ in range(5)] == [None] * 5
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    release()
    assert locks.take("anna") is not None
