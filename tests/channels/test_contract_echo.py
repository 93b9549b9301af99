"""Echo keeps what every channel promises."""

from onetake.channels.echo import channel as echo
from onetake.testing import ChannelContract


class TestEcho(ChannelContract):
    """The contract, for a channel that needs no server."""

    channel = echo
    a_saying = ("say", "hello")
    a_hearing = ("hear", "hello")
