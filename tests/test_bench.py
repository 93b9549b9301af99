"""The benchmarks' frame shows rows as people and machines read them; it times nothing here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import frame
import pytest

ROW: frame.Row = {
    "work": "a step",
    "figure": 12.5,
    "unit": "µs",
    "peer": "by hand 10 µs",
    "ratio": 1.25,
    "target": "≤ 1.5 ×",
    "met": True,
}


def measured(*rows: frame.Row) -> frame.Measured:
    """Return what a benchmark of these rows gives."""
    return {"name": "x", "what": "Measures x.", "how": "Median of 3.", "rows": list(rows)}


def test_rows_stand_in_columns_with_how_below() -> None:
    """Each figure stands beside its peer and target, and a missed target is plain to see."""
    slow: frame.Row = {**ROW, "work": "a long step", "figure": 1234.0, "met": False, "how": "Once."}
    assert frame.table(measured(ROW, slow)) == (
        "\n"
        "Measures x.\n"
        "work           figure           peer   ratio   target\n"
        "-------------------------------------------------------------\n"
        "a step        12.5 µs  by hand 10 µs  1.25 ×  ≤ 1.5 ×  met\n"
        "a long step  1,234 µs  by hand 10 µs  1.25 ×  ≤ 1.5 ×  MISSED\n"
        "Median of 3.\n"
        "a long step: Once.\n"
    )


def test_a_row_without_peer_or_target_leaves_them_empty() -> None:
    """A figure alone is shown alone."""
    alone: frame.Row = {**ROW, "peer": None, "ratio": None, "target": None, "met": None}
    assert frame.row_cells(alone) == ("a step", "12.5 µs", "", "", "", "")


@pytest.fixture
def benches(tmp_path: Path) -> Path:
    """A folder with a frame and three benchmarks: one met, one missed, one of both."""
    (tmp_path / "frame.py").write_bytes(Path(frame.__file__).read_bytes())
    for name, met in (("good", True), ("bad", False)):
        (tmp_path / f"{name}.py").write_text(
            f'"""Measures {name}.\n\nBy hand."""\n'
            f"def rows():\n    print('loud')\n    return [{ {**ROW, 'met': met} }]\n",
            encoding="utf-8",
        )
    (tmp_path / "both.py").write_text('"""Both."""\nPARTS = ("good", "bad")\n', encoding="utf-8")
    return tmp_path


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the frame of a folder."""
    command = [sys.executable, str(folder / "frame.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_json_holds_every_row_once(benches: Path) -> None:
    """Machines read one document, whatever a benchmark prints; a missed target ends with 1."""
    done = bench(benches, "both", "good", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["benchmarks"]] == ["good", "bad"]
    assert found["benchmarks"][0] == {
        "name": "good",
        "what": "Measures good.",
        "how": "By hand.",
        "rows": [ROW],
    }


def test_met_targets_end_with_zero(benches: Path) -> None:
    """A benchmark whose targets are met is a success."""
    done = bench(benches, "good")
    assert done.returncode == 0
    assert "met" in done.stdout


def test_an_unknown_benchmark_lists_the_known_ones(benches: Path) -> None:
    """A wrong name is answered with the right ones."""
    done = bench(benches, "god")
    assert done.returncode == 2
    assert "no benchmark is called god; there are bad, both, good" in done.stderr
