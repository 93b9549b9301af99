"""Each folder in `cases/` is a programme with something wrong in it, and what Onetake says."""

import shutil
from pathlib import Path

import pytest
from programme_channels import CHANNELS

from onetake import declare

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_says_what_is_wrong_where_and_how_to_mend_it(case: Path, programme: Path) -> None:
    shutil.copytree(case, programme, dirs_exist_ok=True)
    expected = (programme / "expected.txt").read_text("utf-8")

    reading = declare.read(programme, CHANNELS)

    assert "".join(f"{declare.render(fault)}\n" for fault in reading.faults) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lint_says_the_same_and_no_error_less(case: Path, programme: Path, tmp_path: Path) -> None:
    shutil.copytree(case, programme, dirs_exist_ok=True)

    read = declare.read(programme, CHANNELS).faults
    checked = declare.outline(programme, CHANNELS, cache=tmp_path / "cache")[1].faults
    again = declare.outline(programme, CHANNELS, cache=tmp_path / "cache")[1].faults

    assert [fault for fault in checked if fault.rule != "unused"] == list(read)
    assert again == checked


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 40
