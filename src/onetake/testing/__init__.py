"""Tests that every channel passes, for plug-ins made elsewhere: subclass `ChannelContract`.

    from onetake.testing import ChannelContract

    class TestPager(ChannelContract):
        channel = pager.channel
        a_saying = ("say", "hello")
        a_hearing = ("hear", "hello")

pytest finds and runs the tests; a channel that talks over a network takes `ServedContract` instead.
"""

from __future__ import annotations

from onetake.testing.actions import ActionsContract
from onetake.testing.lines import LinesContract
from onetake.testing.served import ServedContract
from onetake.testing.stage import Stage, a_system
from onetake.testing.waiting import WaitingContract


class ChannelContract(ActionsContract, WaitingContract):
    """What every channel must do: its actions, and its lines."""


__all__ = [
    "ActionsContract",
    "ChannelContract",
    "LinesContract",
    "ServedContract",
    "Stage",
    "WaitingContract",
    "a_system",
]
