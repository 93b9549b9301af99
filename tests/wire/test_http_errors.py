"""What goes wrong on the way is said in words, and it is told apart whose doing it was."""

from __future__ import annotations

import errno

import pytest
from aiohttp import ClientConnectorError, ClientPayloadError, InvalidURL, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey

from onetake.wire.http_errors import failure_of

KEY = ConnectionKey("bot", 80, False, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "kind", "ours", "reached"),
    [
        (TimeoutError(), "timeout", False, False),
        (ClientConnectorError(KEY, OSError(errno.ECONNREFUSED, "x")), "connection", False, False),
        (ClientConnectorError(KEY, OSError(errno.EMFILE, "x")), "own.limit", True, False),
        (ServerDisconnectedError(), "connection", False, False),
        (ConnectionResetError(errno.ECONNRESET, "x"), "connection", False, False),
        (ClientPayloadError("cut"), "http.protocol", False, True),
        (InvalidURL("http://["), "address", True, False),
    ],
)
def test_whose_doing_it_was(error, kind, ours, reached):
    failure = failure_of(error, "bot:80")
    assert (failure.kind, not failure.sent, failure.reached) == (kind, ours, reached)


def test_a_refused_connection_is_told_in_words():
    error = ClientConnectorError(KEY, OSError(errno.ECONNREFUSED, "Connect call failed (1)"))
    assert failure_of(error, "bot:80").reason == "bot:80: Connection refused"
