"""Programmes to read: a right one, and copies of it in which something is changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from programme_channels import CHANNELS

from onetake import declare

HERE = Path(__file__).parent


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A folder with a right programme, without journeys."""
    folder = tmp_path / "programme"
    shutil.copytree(HERE / "base", folder)
    return folder


@pytest.fixture
def write(programme: Path) -> Callable[[str, str], Path]:
    """Write a file of the programme."""

    def write_file(name: str, text: str) -> Path:
        file = programme / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    return write_file


@pytest.fixture
def journey(write, programme):
    """Read a journey with the given steps and further keys; it must be without error."""

    def read_journey(steps: str, more: str = "goal: A goal\nowner: cards\npersonas: [anna]\n"):
        write("journeys/it.yaml", f"{more}steps:\n{steps}")
        reading = declare.read(programme, CHANNELS)
        errors = [declare.render(f) for f in reading.faults if f.severity == "error"]
        assert not errors, "\n".join(errors)
        return reading.programme.journeys["it"]

    return read_journey
