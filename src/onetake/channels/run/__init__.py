"""The run channel: test suites that are there already, walked as one step of a journey."""

from onetake.channels.run.channel import channel

__all__ = ["channel"]
