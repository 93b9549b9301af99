"""Runs whole commands, as a user types them, on programmes made for the test."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from onetake.commands import main

sys.path.insert(0, str(Path(__file__).parent))


@dataclass
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The output read as JSON."""
        return json.loads(self.out)


@pytest.fixture
def onetake(capsys, monkeypatch):
    """Run a command in a folder: onetake("test", "--json", at=folder)."""

    def run(*words, at=None):
        if at is not None:
            monkeypatch.chdir(at)
        monkeypatch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return Done(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def programme(tmp_path):
    """Write a programme: programme(journeys={"a": text}, systems={...}, onetake=text)."""

    def write(
        journeys: dict[str, str] | None = None,
        *,
        onetake: str = "",
        systems: dict[str, str] | None = None,
        personas: dict[str, str] | None = None,
        **files: str,
    ) -> Path:
        folder = tmp_path / "programme"
        _write(folder / "onetake.yaml", onetake or "programme: Test\nenvironments: {dev: {}}\n")
        for kind, found in (("journeys", journeys), ("systems", systems), ("personas", personas)):
            for name, text in (found or {}).items():
                _write(folder / kind / f"{name}.yaml", text)
        for path, text in files.items():
            _write(folder / path, text)
        return folder

    return write


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
