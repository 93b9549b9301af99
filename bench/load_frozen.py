"""Freezes a server for a second of ten, at a constant rate: what percentiles tell of it.

The server is a process of its own that answers at once and is stopped by SIGSTOP for a second. Of
all customers a tenth come in that second, and wait for what is left of it: so 95 of 100 wait at
most half a second, 99 at most 0.9 s, 999 of 1000 at most 0.99 s. The peer is a closed load of one
customer at a time, which is what a tool without intended moments sees.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

RATE, SECONDS, FROZEN = 500, 10, 1.0
ARITHMETIC = {"p95": 500.0, "p99": 900.0, "p99.9": 990.0}
SERVER = """
import asyncio, sys, uvloop
ANSWER = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nContent-Type: text/plain\\r\\n\\r\\nok"
class Serving(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        self.transport.write(ANSWER * data.count(b"\\r\\n\\r\\n"))
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Serving, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
uvloop.run(main())
"""
_FILES = {
    "onetake.yaml": "programme: Shop\nenvironments:\n  dev: {values: {shop: 'http://127.0.0.1:%d'}}\n",
    "systems/shop.yaml": "channel: api\naddress: ${environment.shop}\n",
    "journeys/look.yaml": "goal: A customer looks\nsteps:\n"
    "  - {api.get: /, expect: {status: 200}}\n",
}


def rows() -> list[dict]:
    """Give how far each percentile is from the arithmetic answer, in percent of it."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None, "its output is a pipe"
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            programme(Path(folder), port)
            came = _loaded(folder, server.pid, "--rate", f"{RATE}/s")
            closed = _loaded(folder, server.pid, "--customers", "1")
    finally:
        server.send_signal(signal.SIGCONT)
        server.kill()
        server.wait()
    return [_row(name, came[name], closed[name]) for name in ARITHMETIC]


def programme(folder: Path, port: int) -> None:
    """Write a programme whose one journey asks a server for one page."""
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text % port if "%d" in text else text)


def _loaded(folder: str, pid: int, *how: str) -> dict[str, float]:
    """Load the server, frozen a second once it is asked, and return the percentiles in ms."""
    words = [sys.executable, "-m", "onetake", "load", "--for", f"{SECONDS}s", "--json", *how]
    freezing = threading.Thread(target=_freeze, args=(pid,))
    process = subprocess.Popen(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    freezing.start()
    out, _ = process.communicate()
    freezing.join()
    [look] = json.loads(out)["response"]
    return {name: look[name] for name in ARITHMETIC}


def _freeze(pid: int) -> None:
    time.sleep(SECONDS / 2)
    os.kill(pid, signal.SIGSTOP)
    time.sleep(FROZEN)
    os.kill(pid, signal.SIGCONT)


def _row(name: str, figure: float, closed: float) -> dict:
    wanted = ARITHMETIC[name]
    off = abs(figure - wanted) / wanted * 100
    return {
        "work": f"{name} of {RATE}/s, frozen 1 s of {SECONDS}: off the {wanted:g} ms due",
        "figure": off, "unit": "%", "peer": f"closed: {closed:.1f} ms", "ratio": None,
        "target": "≤ 3 %", "met": off <= 3,
    }  # fmt: skip
