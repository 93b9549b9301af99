"""Runs whole commands, as a user types them."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest


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
def onetake_in():
    """Run a command in a folder: onetake_in(folder, "try", url)."""

    def run(folder, *words):
        command = [sys.executable, "-m", "onetake", *words]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    return run
