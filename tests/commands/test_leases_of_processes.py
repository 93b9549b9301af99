"""Two commands at once never walk as the same persona, and the dead lease nothing."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

JOURNEY = """
goal: Anna asks
owner: t
personas: [anna]
steps:
  - api.get: /slow
    expect: {status: 200}
"""


class Bank(ThreadingHTTPServer):
    """Answers when told to; `asked` is set by the first request, `seen` asks who is alive."""

    def __init__(self):
        self.asked, self.answer = threading.Event(), threading.Event()
        self.requests = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    """Holds each request back until the bank may answer."""

    def do_GET(self):
        self.server.requests.append(self.server.living())
        self.server.asked.set()
        self.server.answer.wait(30)
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


def test_the_second_waits_until_the_first_is_dead(programme, bank):
    address = f"http://127.0.0.1:{bank.server_port}"
    folder = programme(
        {"ask": JOURNEY},
        systems={"bank": f"channel: api\naddress: {address}\n"},
        personas={"anna": "name: Anna\n"},
        **{"teams/t.yaml": "name: T\n"},
    )
    command = [sys.executable, "-m", "onetake", "test", "--json"]
    started = []

    def start():
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
        started.append(process)
        return process

    bank.living = lambda: sum(process.poll() is None for process in started)
    first = start()
    assert bank.asked.wait(30)
    second = start()
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(2)  # long enough to begin: it would have asked the bank by now
    assert len(bank.requests) == 1
    first.kill()
    first.wait()
    bank.answer.set()
    assert second.wait(30) == 0
    assert bank.requests == [1, 1]
    first.stdout.close()
    second.stdout.close()
