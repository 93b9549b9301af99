"""Walks a GET by many customers at once: requests a second of the client's processor time.

The server is a process of its own that answers at once; both sides keep 64 lines open. The peer is
aiohttp on uvloop without anything of ours, in the same run, by turns, five rounds each; the figure
is the median. This is the ordinary way of walking, which every channel takes; the target is for the
wire-speed one, which is not built yet.
"""

import asyncio
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from load_frozen import SERVER, programme

ROUNDS, CUSTOMERS, SECONDS = 5, 64, 3


def rows() -> list[dict]:
    """Give requests per second of processor time, beside the peer's."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    ours, peers = [], []
    try:
        assert server.stdout is not None, "its output is a pipe"
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            programme(Path(folder), port)
            for _ in range(ROUNDS):
                ours.append(_ours(folder))
                peers.append(_peer(port))
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    figure, peer = median(ours), median(peers)
    return [{
        "work": "GET, 64 lines, walked ordinarily", "figure": figure, "unit": "requests/CPU-s",
        "peer": f"aiohttp+uvloop {peer:,.0f}", "ratio": figure / peer,
        "target": "4 × (wire)", "met": figure / peer >= 4,
    }]  # fmt: skip


def _ours(folder: str) -> float:
    words = [sys.executable, "-m", "onetake", "load", "--for", f"{SECONDS}s", "--json"]
    words += ["--customers", str(CUSTOMERS)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout)["customers"] / used


def _peer(port: int) -> float:
    import aiohttp
    import uvloop

    async def ask() -> float:
        connector = aiohttp.TCPConnector(limit=CUSTOMERS)
        async with aiohttp.ClientSession(connector=connector) as session:
            end, asked = time.monotonic() + SECONDS, 0

            async def one() -> None:
                nonlocal asked
                while time.monotonic() < end:
                    async with session.get(f"http://127.0.0.1:{port}/") as answer:
                        await answer.read()
                        assert answer.status == 200
                    asked += 1

            used = time.process_time()
            await asyncio.gather(*(one() for _ in range(CUSTOMERS)))
            return asked / (time.process_time() - used)

    return uvloop.run(ask())
