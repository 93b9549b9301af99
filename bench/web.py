"""Journeys of ten steps in a browser beside the same in @playwright/test, and what they hold.

Both walk the same shop on this machine with the same browser (the headless shell), two at once, a
new context each, evidence for failures only; the shop is a process of its own and counts for
nobody. Whole commands are weighed, each with all the processes it started, in turn; ours also
scrubs what it saw and records it in a ledger. The figure is journeys per CPU-second.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import psutil

HERE = Path(__file__).parent
PARTS_OF_WEB = HERE / "web_parts"
sys.path.insert(0, str(HERE.parent / "tests" / "peers"))

ROUNDS, JOURNEYS, WORKERS, CONTEXTS = 5, 40, 2, 20
LEAST_RATIO, MOST_MB = 0.95, 60
ARGS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
JOURNEY = """
goal: A customer buys a lamp
steps:
  - web.open: /
  - web.click: {link: All lamps}
  - web.fill: {Search: lamp 17}
  - web.click: {button: Find}
  - web.click: {link: Harbor lamp 17}
  - web.see: Price £26.00, in stock
  - web.click: {button: Add to basket}
  - web.fill: {Your name: Anna Berg}
  - web.click: {button: Order now}
  - web.see: Anna Berg, your lamp is on its way.
"""


def rows() -> list[dict]:
    """Return the rows of this benchmark."""
    from onetake.channels.web.browser import find_browser

    browser = str(find_browser("shell"))
    shop = subprocess.Popen(
        [sys.executable, str(PARTS_OF_WEB / "shop.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert shop.stdout and shop.stdin
    address = f"http://127.0.0.1:{int(shop.stdout.readline())}"
    try:
        return [*_side_by_side(address, browser), _memory(address)]
    finally:
        shop.stdin.close()
        shop.wait()


def _side_by_side(address: str, browser: str) -> list[dict]:
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programme = _programme(folder / "ours", address)
        for number in range(ROUNDS + 1):
            taken = _ours(programme, browser), _theirs(folder / "theirs", address, browser)
            if number:
                ours.append(taken[0])
                theirs.append(taken[1])
    mine, peer = (statistics.median(JOURNEYS / cpu for cpu in cpus) for cpus in (ours, theirs))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    return [{
        "work": f"{JOURNEYS} journeys of 10 steps, {WORKERS} at once",
        "figure": round(mine, 2), "unit": "journeys/CPU-s", "peer": f"@playwright/test {peer:.2f}",
        "ratio": ratio, "target": f"≥ {LEAST_RATIO} ×", "met": ratio >= LEAST_RATIO,
        "how": f"median of {ROUNDS} interleaved rounds",
    }]  # fmt: skip


def _programme(folder: Path, address: str) -> Path:
    """Write a programme of as many journeys as the peer has tests."""
    files = {
        "onetake.yaml": f"programme: Lamps\nenvironments: {{dev: {{}}}}\njobs: {WORKERS}\n",
        "systems/shop.yaml": f"channel: web\naddress: {address}\n",
    } | {f"journeys/buy-{number}.yaml": JOURNEY for number in range(JOURNEYS)}
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _ours(programme: Path, browser: str) -> float:
    command = [sys.executable, "-m", "onetake", "test", "--json", "--env", "dev"]
    return _weigh(command, programme, {"ONETAKE_BROWSER": browser})


def _theirs(output: Path, address: str, browser: str) -> float:
    from install import node, node_peer

    peer = node_peer("playwright") / "node_modules"
    command = [
        *(node(), str(peer / "@playwright" / "test" / "cli.js"), "test"),
        *("--config", str(PARTS_OF_WEB / "playwright.config.js")),
    ]
    environment = {
        "NODE_PATH": str(peer), "WORKERS": str(WORKERS), "JOURNEYS": str(JOURNEYS),
        "OUTPUT": str(output), "SHOP": address, "BROWSER": browser, "ARGS": " ".join(ARGS),
    }  # fmt: skip
    return _weigh(command, PARTS_OF_WEB, environment)


def _weigh(command: list[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Return the CPU-seconds of a command and all it started."""
    done = subprocess.run(
        [sys.executable, str(PARTS_OF_WEB / "weigh.py"), *command],
        cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}"
        )
    return float(json.loads(done.stderr.strip().splitlines()[-1])["cpu"])


def _memory(address: str) -> dict:
    """Return the row of what one more open context costs, of the browser's own processes."""
    each = asyncio.run(_contexts(address)) / 1e6
    return {
        "work": f"memory of an open context, {CONTEXTS} open", "figure": round(each, 1),
        "unit": "MB", "peer": None, "ratio": None, "target": f"≤ {MOST_MB} MB",
        "met": each <= MOST_MB,
        "how": "headless shell with the shop's list of lamps open; PSS of all its processes, less "
        "what the browser took before the first",
    }  # fmt: skip


async def _contexts(address: str) -> float:
    """Return the bytes that one open context costs."""
    from onetake.channels.web import channel
    from onetake.testing.stage import Stage, a_system

    stage, lines = Stage(channel, a_system(channel, address)), []
    try:
        for number in range(CONTEXTS + 1):
            lines.append(await stage.channel.open(stage.place()))
            lines[-1].deadline = asyncio.get_running_loop().time() + 60
            await stage.do(lines[-1], ("open", "/lamps"))
            if not number:
                first = _held()
        return (_held() - first) / CONTEXTS
    finally:
        for line in lines:
            await line.close()


def _held() -> float:
    """Return the bytes that the processes this one started hold, shared pages counted once."""
    children = psutil.Process().children(recursive=True)
    return float(sum(child.memory_full_info().pss for child in children))
