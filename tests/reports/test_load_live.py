"""What is watched while a load lasts: in place on a terminal, elsewhere a line now and then."""

import io

from rich.console import Console

from onetake.reports.load_live import LoadLive
from onetake.words.load import Tick
from onetake.words.verdict import Verdict

KINDS = (("look · Look: status is 500; expected 200, and much more that was seen " * 3,
          Verdict.FAILED, 1234),)  # fmt: skip


def second(number, failed=0):
    served = {Verdict.PASSED: 20 - failed, Verdict.FAILED: failed}
    return Tick(number, 20, 3, 30_000_000, 80_000_000 * number, 99_000_000, 2_000_000,
                served, {Verdict.PASSED: 20 * number, Verdict.FAILED: failed}, KINDS)  # fmt: skip


def watched(*ticks, seconds=60.0):
    """Return what a terminal of 80 columns shows after some seconds."""
    file = io.StringIO()
    live = LoadLive(seconds, Console(file=file, width=80, force_terminal=True, color_system=None))
    with live:
        for tick in ticks:
            live.take(tick)
        return [line.plain for line in live.lines()]


def test_each_line_says_one_thing_and_fits_a_row(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    told = watched(*(second(n, failed=n % 21) for n in range(1, 31)))
    assert told[0].endswith("0:30 of 1:00") and told[0].count("█") == told[0].count("░")
    assert told[1] == "  20/s come, 3 are here  ✓ 600 passed  ✗ 9 failed"
    assert "p50 30 ms   p95 2.40 s   p99 99 ms   late ourselves 2 ms" in told[2]
    assert told[3].endswith("▇██ up to 2.40 s") and told[5].endswith("up to 100.0 %")
    assert told[-1].startswith("  ✗ 1,234 × look · Look: status is 500")
    assert all(len(line) <= 80 for line in told)


def test_what_goes_well_needs_no_curve_of_failures():
    assert not any("fail" in line for line in watched(second(1)) if "×" not in line)


def test_without_a_terminal_every_tenth_second_is_a_line():
    file = io.StringIO()
    with LoadLive(60.0, Console(file=file, width=80)) as live:
        for number in range(1, 25):
            live.take(second(number))
    lines = file.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["10", "20"]
    assert "20/s" in lines[0] and "p95" in lines[0]


def test_an_open_end_shows_only_how_long_it_goes_on():
    assert watched(second(61), seconds=0)[0] == "1:01"
