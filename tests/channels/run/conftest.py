"""Runs commands as people type them, on programmes with a suite."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from onetake.commands import main

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def walk(capsys):
    """Walk a programme's journeys and return the first run's report: walk(folder)."""

    def run(folder: Path, *options: str) -> dict[str, Any]:
        with pytest.raises(SystemExit):
            main(["test", "--json", "--programme", str(folder), *options])
        out = capsys.readouterr().out
        return json.loads(out)["journeys"][0]

    return run


@pytest.fixture
def lint(capsys):
    """Return what lint says of a programme."""

    def run(folder: Path) -> str:
        with pytest.raises(SystemExit):
            main(["lint", str(folder)])
        return capsys.readouterr().out

    return run
