"""What 1,000 chat conversations of 10 turns at once cost the machine that walks them.

The bot is a process of its own, which answers nobody before all have come, so that they are really
there at once; its CPU time is counted apart. The walking process does what `onetake test` does:
walks, scrubs, and writes the ledger.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

CUSTOMERS, TURNS = 1000, 10
MOST_MEMORY = 400


def rows() -> list[dict]:
    """Return the rows of this benchmark."""
    with _part("bot") as bot:
        address = f"ws://127.0.0.1:{int(bot.stdout.readline())}"
        with _part("customers", address) as customers:
            walked = json.loads(customers.stdout.readline() or "null")
        bot.stdin.close()
        served = json.loads(bot.stdout.readline())
    if walked is None:
        raise SystemExit("the customers' process ended before its figures: see above")
    turns = CUSTOMERS * TURNS
    apart = f"bot {served['cpu'] / turns * 1e6:.0f} µs, counted apart"
    passed, memory = walked["passed"], walked["memory"]
    all_here = passed == CUSTOMERS == served["most"]
    cheap = memory <= MOST_MEMORY
    return [
        row("completed", passed, "runs", target=f"= {CUSTOMERS}", met=all_here),
        row("peak memory", round(memory), "MB", target=f"≤ {MOST_MEMORY} MB", met=cheap),
        row("CPU", round(walked["cpu"] / turns * 1e6), "µs per turn", peer=apart),
        row("time", round(walked["seconds"], 1), "s"),
    ]


def row(
    what: str, figure: float, unit: str, *, target: str = "", met: bool = True, peer: str = ""
) -> dict:
    """Return one row of the frame that all benchmarks print."""
    return {
        "work": f"{CUSTOMERS:,} chat conversations of {TURNS} turns at once: {what}",
        "figure": figure, "unit": unit, "peer": peer, "ratio": None, "target": target, "met": met,
        "how": "through the walker, scrubbed, in the ledger; the bot waits until all are there",
    }  # fmt: skip


def _part(*arguments: str) -> subprocess.Popen:
    """Start this file as a process of its own."""
    command = [sys.executable, __file__, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def bot() -> None:
    """Answer every frame once all customers are here; tell what it took when told to end."""
    from aiohttp import web

    everybody, here, most = asyncio.Event(), 0, 0

    async def talk(request: web.Request) -> web.StreamResponse:
        nonlocal here, most
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        here += 1
        most = max(most, here)
        if here == CUSTOMERS:
            everybody.set()
        async for frame in socket:
            await everybody.wait()
            said = json.loads(frame.data)["text"]
            await socket.send_json({"text": f"You said {said}", "buttons": ["Yes", "No"]})
        here -= 1
        return socket

    app = web.Application()
    app.router.add_get("/", talk)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=CUSTOMERS).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(json.dumps({"cpu": time.process_time(), "most": most}), flush=True)
    await runner.cleanup()


async def customers(address: str) -> None:
    """Walk as many runs as there are customers, all at once, and tell what it took."""
    from onetake.exercise.plan import Selection, make_plan
    from onetake.flows.place import Place
    from onetake.flows.programme import Opened
    from onetake.flows.test import Prepared, walk
    from onetake.scrub import Canary
    from onetake.words.keeping import Keeping

    begun, setting = time.perf_counter(), setting_for(address)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        opened = Opened(setting.programme, setting.channels, Path(folder), (), {})
        plan = make_plan(setting, Selection())
        place = Place(path, path.parent, Keeping())
        with place.open() as ledger:
            prepared = Prepared(opened, setting, plan, Canary(setting.canary), place)
            outcome = await walk(prepared, ledger, [])
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "passed": sum(judged.verdict == "passed" for judged in outcome.judged),
        "memory": used.ru_maxrss / 1024,
        "cpu": used.ru_utime + used.ru_stime,
        "seconds": time.perf_counter() - begun,
    }
    print(json.dumps(figures), flush=True)


def setting_for(address: str):
    """Return a programme of one journey of so many turns, one run per customer."""
    from onetake.channels.chat import channel
    from onetake.exercise.setting import Setting
    from onetake.words.programme import Environment, Journey, Programme, System
    from onetake.words.steps import Step
    from onetake.words.template import Template

    say, _, hear = channel.actions
    steps = []
    for turn in range(TURNS):
        text = f"message {turn} of ${{data.customer}}"
        steps += [
            Step("chat", "chat.say", say.model_validate({"text": text})),
            Step("chat", "chat.hear", hear.model_validate({"contains": text, "buttons": ["yes"]}),
                 patience=120.0),
        ]  # fmt: skip
    rows = tuple({"customer": number} for number in range(CUSTOMERS))
    journey = Journey("bench", "Bench", tuple(steps), data=rows)
    settings = channel.settings.model_validate({"connector": "websocket", "timeout": "120s"})
    system = System("bot", "chat", {"": Template.parse(address)}, settings=settings)
    environment = Environment("dev")
    programme = Programme(
        "Bench", ".", environments={"dev": environment}, systems={"bot": system},
        journeys={"bench": journey},
    )  # fmt: skip
    return Setting(
        programme, environment, {"chat": channel}, {}, now=time.time, random=Random(),
        jobs=CUSTOMERS, canary="canary.0123456789abcdef@onetake.invalid",
    )  # fmt: skip


def main(part: str = "", address: str = "") -> None:
    """Print the rows, or be one of the two processes."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if part == "bot":
        asyncio.run(bot())
    elif part == "customers":
        import uvloop

        uvloop.run(customers(address))
    else:
        for line in rows():
            print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
