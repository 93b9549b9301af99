"""Runs `onetake judge` over 10,000 journeys, 200 KPIs and 50 teams: cold, and once more.

Whole commands, with starting Python; each journey was walked once, and a million contacts of 90
days lie in sealed files, of which half of the KPIs are. Cold is without the cache of lint. Peak
memory is that of the command and its processes.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from judge_facts import make_sealed
from lint import JOURNEYS, make_programme

KPIS, TEAMS, CONTACTS = 200, 50, 1_000_000
_WALKED = """
import sys, time
from pathlib import Path
from uuid import UUID
from onetake.ledger.ledger import Ledger
from onetake.words.ids import uuid7
from onetake.words.rows import RunRow
from onetake.words.verdict import Verdict
folder = Path(sys.argv[1])
names = [file.relative_to(folder / "journeys").with_suffix("").as_posix()
         for file in sorted((folder / "journeys").rglob("*.yaml"))]
now = int(time.time() * 1e6)
with Ledger.open(folder / ".onetake" / "ledger.db") as ledger:
    for at in range(0, len(names), 1000):
        ledger.append([
            RunRow(uuid7(), UUID(int=1), "Large", name, "persona1", "dev", 1, now, 5.0,
                   Verdict.PASSED) for name in names[at:at + 1000]
        ])
"""


def rows() -> list[dict]:
    """Give how long judging a large company takes, and how much memory."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_programme(folder, JOURNEYS)
        _make_company(folder)
        (folder / ".onetake").mkdir(mode=0o700)
        make_sealed(folder / ".onetake", time.time() // 86_400 * 86_400, CONTACTS)
        subprocess.run([sys.executable, "-c", _WALKED, str(folder)], check=True)
        cold, warm = _judged(folder), _judged(folder)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = f"{JOURNEYS:,} journeys, {KPIS} KPIs, {TEAMS} teams"
    return [
        _row(f"judge cold, {size}", cold, "s", 60),
        _row(f"judge again, {size}", warm, "s", 10),
        _row("peak memory of the largest process", peak, "MB", 1500),
    ]


def _make_company(folder: Path) -> None:
    """Give a programme 50 teams with objectives, and 200 KPIs over what was walked."""
    for number in range(TEAMS):
        (folder / "teams" / f"team{number}.yaml").write_text(
            f"name: Team {number}\nlevers: [lever{number}]\nobjectives:\n"
            f"  - {{kpi: kpi{number}, want: more, goal: area0/journey0}}\n"
            f"  - {{kpi: kpi{number + TEAMS}, want: less, goal: area1/journey1}}\n"
        )
    (folder / "kpis").mkdir()
    for number in range(KPIS // 2):
        (folder / "kpis" / f"calls{number}.yaml").write_text(
            f"title: Calls {number}\nformula: solved at once / calls\n"
            "reckoning:\n  kind: ratio\n  rows: issues\n"
            f"  where: first AND journey = 'j{number}'\n"
            "  good: next_at IS NULL\n  at: started\n  follow_up: 7d\n"
            f"owner: team{number % TEAMS}\naudience: [team1]\ntarget: {{at_least: 50%}}\n"
        )
    for number in range(KPIS // 2):
        (folder / "kpis" / f"kpi{number}.yaml").write_text(
            f"title: KPI {number}\nformula: runs that passed / runs\ncounted: synthetic\n"
            "reckoning:\n  kind: ratio\n  rows: runs\n"
            f"  where: starts_with(journey, 'area{number % 100}/')\n"
            "  good: verdict = 'passed'\n  at: started\n"
            f"owner: team{number % TEAMS}\naudience: [team1]\ntarget: {{at_least: 50%}}\n"
        )


def _judged(folder: Path) -> float:
    begun = time.perf_counter()
    words = [sys.executable, "-m", "onetake", "judge", "--json"]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return time.perf_counter() - begun


def _row(work: str, figure: float, unit: str, most: float) -> dict:
    return {
        "work": work, "figure": figure, "unit": unit, "peer": None, "ratio": None,
        "target": f"≤ {most} {unit}", "met": figure <= most,
    }  # fmt: skip
