"""Measures `onetake lint` on 10,000 journeys of 10 steps: cold, unchanged, and at its peak.

The journeys are made from a fixed seed, in a folder of their own: chat and api in turn, with
matchers, templates, kept values, thresholds and a choice. Each check runs in a process of its own;
its time includes starting Python. Peak memory is that of all its processes together, each shared
page counted once (PSS, every 50 ms). The peer reads the same files with PyYAML's C loader into
plain dictionaries, in one process, and checks nothing.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOURNEYS = 10_000
SEED = 20240501

_ONETAKE = """
import sys
from pathlib import Path
from onetake import declare, plugins
folder = Path(sys.argv[1])
found = declare.check(folder, plugins.channels(folder).found, cache=folder / ".onetake")
assert not found.errors, declare.render(found.faults[0])
print(found.journeys, found.steps, found.reused)
"""
_PEER = """
import sys
from pathlib import Path
import yaml
count = steps = 0
for file in Path(sys.argv[1], "journeys").rglob("*.yaml"):
    with open(file, "rb") as opened:
        steps += len(yaml.load(opened, Loader=yaml.CSafeLoader)["steps"])
    count += 1
print(count, steps, 0)
"""
_SAYINGS = ("I lost my card", "Where is my order?", "I moved to another city", "Bitte um Rückruf")
_ANSWERS = ("of course", "let me see", "one moment", "I am sorry")


def rows() -> list[dict]:
    """Give the figures of checking a large programme, each with its target."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_programme(folder, JOURNEYS)
        peer, _, peer_peak = _measure(_PEER, folder)
        cold, counted, cold_peak = _measure(_ONETAKE, folder)
        assert counted[2] == 0, "the first check found a cache"
        warm, again, warm_peak = _measure(_ONETAKE, folder)
        assert again == [counted[0], counted[1], counted[0]], "unchanged files were read again"
    size = f"{counted[0]:,} journeys, {counted[1]:,} steps"
    return [
        _row(f"lint cold, {size}", cold, "s", peer, 20),
        _row(f"lint unchanged, {size}", warm, "s", peer, 2),
        _row(f"lint peak memory, {size}", max(cold_peak, warm_peak), "MB", peer_peak, 600),
    ]


def make_programme(folder: Path, journeys: int) -> None:
    """Write a programme without faults; the same one each time."""
    chance = random.Random(SEED)
    for name in ("systems", "personas", "teams"):
        (folder / name).mkdir()
    (folder / "onetake.yaml").write_text(
        "programme: Large\nenvironments:\n"
        "  dev: {values: {shop: http://127.0.0.1:1, bot: ws://127.0.0.1:2}}\n"
        "  staging: {values: {shop: http://127.0.0.1:3, bot: ws://127.0.0.1:4}}\n"
        "secrets: {shop_token: {}}\n"
    )
    (folder / "systems" / "shop.yaml").write_text(
        "channel: api\naddress: ${environment.shop}\nauth: {bearer: '${secret.shop_token}'}\n"
    )
    (folder / "systems" / "bot.yaml").write_text(
        "channel: chat\naddress: ${environment.bot}\nconnector: websocket\n"
    )
    for number in range(20):
        (folder / "teams" / f"team{number}.yaml").write_text(f"name: Team {number}\n")
    for number in range(40):
        text = f'name: Persona {number}\nlanguage: en\ncard: "4111 1111 1111 {number:04}"\n'
        (folder / "personas" / f"persona{number}.yaml").write_text(text)
    for number in range(journeys):
        place = folder / "journeys" / f"area{number % 100}" / f"journey{number}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_journey(number, chance), encoding="utf-8")


def _journey(number: int, chance: random.Random) -> str:
    say, answer = chance.choice(_SAYINGS), chance.choice(_ANSWERS)
    team, persona = chance.randrange(20), chance.randrange(39)
    return f"""\
goal: Customer {number} says {say} and gets it done
owner: team{team}
personas: [persona{persona}, persona{persona + 1}]
tags: [area{number % 100}, critical]
effort: {{turns: 6, repeats: 0, logins: 1}}
steps:
  - name: Tell the bot
    phase: Report
    chat.say: {say}
  - chat.hear: {{any: [{answer}, certainly], buttons: [Do it, Talk to a person]}}
    within: 1.5s / 4s
  - chat.press: Do it
  - chat.hear: {{matches: 'code (?P<code>\\d{{6}})'}}
    within: 10s / 30s
  - name: Give the code
    phase: Confirm
    chat.say: ${{code}}
  - chat.hear: thank you
    expect: {{buttons: {{count: 0}}, ms: {{at_most: 2s / 5s}}}}
  - api.get: /cards/${{persona.card}}
    expect: {{status: 200, json.state: blocked, json.holder: {{absent: true}}}}
    keep: {{order: json.replacement}}
  - choose:
      - when: {{order: {{exists: true}}}}
        steps:
          - api.get: /orders/${{order}}
            expect: {{status: 200, json.items.0.sku: {{contains: CARD}}}}
      - steps:
          - api.post: {{path: /orders, json: {{card: "${{persona.card}}", count: {number}}}}}
            expect: {{status: {{one_of: [200, 201]}}}}
always:
  - api.post: /test/reset
"""


def _measure(code: str, folder: Path) -> tuple[float, list[int], float]:
    """Return the seconds a process took, the numbers it printed, and its peak memory in MB."""
    begun, peak = time.perf_counter(), 0.0
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, sum(_pss(pid) for pid in _family(process.pid)))
            time.sleep(0.05)
        seconds = time.perf_counter() - begun
        printed = process.stdout.read()
    assert process.returncode == 0, "the check went wrong"
    return seconds, [int(number) for number in printed.split()], peak


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [pid, *(member for child in children.split() for member in _family(int(child)))]


def _pss(pid: int) -> float:
    """Return a process's memory in MB, its share of what is shared; 0 when it just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def _row(work: str, figure: float, unit: str, peer: float, target: float) -> dict:
    return {
        "work": work,
        "figure": round(figure, 2),
        "unit": unit,
        "peer": round(peer, 2),
        "ratio": round(figure / peer, 2),
        "target": target,
        "met": figure <= target,
    }


if __name__ == "__main__":
    print(json.dumps(rows(), indent=2))
