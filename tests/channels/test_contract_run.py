"""The run channel keeps what every channel promises."""

import sys

import pytest

from onetake.channels.run import channel as run
from onetake.testing import ChannelContract

_SUITE = """\
import pathlib
pathlib.Path("report.xml").write_text("<testsuite><testcase name='opens'/></testsuite>")
"""


class TestRun(ChannelContract):
    """The contract, for a channel that needs no server: its suite writes one report and ends."""

    channel = run

    @pytest.fixture(autouse=True)
    def suite(self, tmp_path):
        """Run each time where no report was written before."""
        command = [sys.executable, "-c", _SUITE]
        given = {"command": command, "folder": str(tmp_path), "junit": "report.xml"}
        self.a_saying = ("suite", given)
