"""What an api step costs beside the same request and the same checks with bare aiohttp.

Both run in this process on uvloop, interleaved; the server is a process of its own, so its time
does not count. The figure is CPU time per step, ours over theirs.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

STEPS, RUNS, ROUNDS = 40, 40, 7
BODY = {"id": "A-1042", "state": "blocked", "holder": {"name": "Anna Berg"}, "items": [1, 2, 3]}
SERVER = """
import asyncio, orjson, uvloop
BODY = orjson.dumps(%r)
HEAD = b"HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\ncontent-length: %%d\\r\\n\\r\\n"
ANSWER = HEAD %% len(BODY) + BODY
class Server(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data): self.transport.write(ANSWER * data.count(b"\\r\\n\\r\\n"))
async def main():
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
uvloop.run(main())
"""


def rows() -> list[dict]:
    """Return the rows of this benchmark."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER % (BODY,)], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(server.stdout.readline())
        bare, walked, recorded = measure(f"http://127.0.0.1:{port}")
    finally:
        server.kill()
    how = f"median of {ROUNDS} interleaved rounds, CPU per step, {STEPS * RUNS} steps each"
    return [
        row("api step, not recorded", walked, bare, 1.5, how),
        row("api step, scrubbed and in the ledger", recorded, bare, 2.5, how),
    ]


def row(work: str, ours: list[float], theirs: list[float], target: float, how: str) -> dict:
    """Return one row: the median of the ratios of rounds, against its target."""
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return {
        "work": work, "figure": round(statistics.median(ours), 1), "unit": "µs CPU",
        "peer": f"bare aiohttp {statistics.median(theirs):.1f} µs", "ratio": round(ratio, 2),
        "target": f"≤ {target} ×", "met": ratio <= target, "how": how,
    }  # fmt: skip


def measure(address: str) -> tuple[list[float], list[float], list[float]]:
    """Return µs per step of bare aiohttp, of walking, and of walking with everything recorded."""
    import uvloop

    from onetake.flows.place import Place
    from onetake.words.keeping import Keeping

    async def rounds(place, ledger) -> tuple[list[float], list[float], list[float]]:
        bare, walked, recorded = [], [], []
        for number in range(ROUNDS + 1):
            taken = (
                await timed(with_aiohttp(address)),
                await timed(walking(address)),
                await timed(recording(address, place, ledger)),
            )
            if number:
                for figures, figure in zip((bare, walked, recorded), taken, strict=True):
                    figures.append(figure)
        return bare, walked, recorded

    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        place = Place(Path(folder) / "ledger.db", Path(folder), Keeping())
        with place.open() as ledger:
            return runner.run(rounds(place, ledger))


async def timed(work) -> float:
    """Return the CPU time per step of a coroutine that walks RUNS times STEPS steps, in µs."""
    begun = time.process_time()
    await work
    return (time.process_time() - begun) / (RUNS * STEPS) * 1e6


async def with_aiohttp(address: str) -> None:
    """Ask and check as an engineer would write it by hand."""
    import aiohttp
    import orjson

    for _ in range(RUNS):
        async with aiohttp.ClientSession() as session:
            for _ in range(STEPS):
                async with session.get(f"{address}/cards/1") as answer:
                    assert answer.status == 200
                    body = orjson.loads(await answer.read())
                    assert body["state"] == "blocked"
                    assert body["holder"]["name"] == "Anna Berg"


def setting_for(address: str):
    """Return a programme of one journey that asks and checks the same."""
    from onetake.channels.api import channel
    from onetake.exercise.setting import Setting
    from onetake.words.match import Matcher
    from onetake.words.path import Path as FactPath
    from onetake.words.programme import Environment, Journey, Programme, System
    from onetake.words.scalar import Plain
    from onetake.words.steps import Step
    from onetake.words.template import Template

    get = next(action for action in channel.actions if action.word == "get")
    expect = tuple(
        (FactPath.parse(path), Matcher.parse(wanted))
        for path, wanted in (
            ("status", Plain("200")), ("json.state", Plain("blocked")),
            ("json.holder.name", Plain("Anna Berg")),
        )
    )  # fmt: skip
    step = Step("api", "api.get", get.model_validate({"path": "/cards/1"}), expect=expect)
    journey = Journey("bench", "Bench", (step,) * STEPS, tries=RUNS)
    settings = channel.settings.model_validate({})
    system = System("bank", "api", {"": Template.parse(address)}, settings=settings)
    environment = Environment("dev")
    programme = Programme(
        "Bench", ".", environments={"dev": environment}, systems={"bank": system},
        journeys={"bench": journey},
    )  # fmt: skip
    return Setting(
        programme, environment, {"api": channel}, {}, now=time.time, random=Random(),
        canary="canary.0123456789abcdef@onetake.invalid",
    )  # fmt: skip


async def walking(address: str) -> None:
    """Walk the journey; nothing is recorded."""
    from onetake.exercise.engine import Engine
    from onetake.exercise.plan import Selection, make_plan
    from onetake.words.events import JourneyJudged

    setting = setting_for(address)
    async for event in Engine(make_plan(setting, Selection()), setting).events():
        if isinstance(event, JourneyJudged):
            assert event.verdict == "passed", event.reason


async def recording(address: str, place, ledger) -> None:
    """Walk the journey as `onetake test` does: scrubbed, and durable in an open ledger."""
    from onetake.exercise.plan import Selection, make_plan
    from onetake.flows.prepare import Prepared
    from onetake.flows.programme import Opened
    from onetake.flows.test import walk
    from onetake.scrub import Canary

    setting = setting_for(address)
    opened = Opened(setting.programme, setting.channels, place.home, (), {})
    plan = make_plan(setting, Selection())
    prepared = Prepared(opened, setting, plan, Canary(setting.canary), place)
    before = ledger.count()
    outcome = await walk(prepared, ledger, [])
    assert outcome.verdict == "passed"
    assert ledger.count() - before == RUNS * (STEPS + 1) + 2


if __name__ == "__main__":
    for line in rows():
        print(line)
