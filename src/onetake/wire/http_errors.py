"""What the exceptions of the HTTP library mean, in words a tester understands."""

from __future__ import annotations

import errno
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientPayloadError,
    ClientResponseError,
    ClientSSLError,
    InvalidURL,
    NonHttpUrlClientError,
    ServerDisconnectedError,
    WSServerHandshakeError,
)
from aiohttp.http_exceptions import HttpProcessingError

_OUR_LIMITS = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed exchange: a dotted word for its kind, a sentence, and whether anybody answered.

    `sent` is False when the request could not even be made, which is our own doing.
    """

    kind: str
    reason: str
    reached: bool
    sent: bool = True


def failure_of(error: BaseException, host: str) -> Failure:
    """Return what an exception of aiohttp or of the operating system means for `host`."""
    if isinstance(error, OSError) and error.errno in _OUR_LIMITS:
        reason = f"this machine has reached a limit ({_system_words(error)}): use fewer --jobs"
        return Failure("own.limit", reason, False, sent=False)
    for kinds, meaning in _MEANINGS:
        if isinstance(error, kinds):
            return meaning(error, host)
    words = _system_words(error) if isinstance(error, OSError) else _first(error)
    return Failure("connection", f"{host} broke the connection off: {words}", False)


def _late(error: TimeoutError, host: str) -> Failure:
    return Failure("timeout", f"{host} did not answer in time", False)


def _certificate(error: ClientConnectorCertificateError, host: str) -> Failure:
    cause = error.certificate_error
    why = getattr(cause, "verify_message", "") or str(cause)
    return Failure("certificate", f"the certificate of {host} is not valid: {why}", True)


def _name(error: ClientConnectorDNSError, host: str) -> Failure:
    return Failure("dns", f"there is no address for the name {error.host}", False)


def _security(error: Exception, host: str) -> Failure:
    return Failure("tls", f"no secure connection to {host}: {_first(error)}", True)


def _refused(error: ClientConnectorError, host: str) -> Failure:
    return Failure("connection", f"{host}: {_system_words(error.os_error)}", False)


def _address(error: Exception, host: str) -> Failure:
    return Failure("address", f"{error} is not an address of http or ws", False, sent=False)


def _handshake(error: WSServerHandshakeError, host: str) -> Failure:
    return Failure("status", f"{host} refused the WebSocket with status {error.status}", True)


def _protocol(error: Exception, host: str) -> Failure:
    return Failure("http.protocol", f"{host} did not answer in HTTP: {_first(error)}", True)


def _hung_up(error: Exception, host: str) -> Failure:
    return Failure("connection", f"{host} closed the connection without an answer", False)


# The first that fits counts: the library's exceptions are kinds of each other.
_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], Callable[..., Failure]], ...] = (
    ((TimeoutError,), _late),
    ((ClientConnectorCertificateError,), _certificate),
    ((ClientConnectorDNSError,), _name),
    ((ClientSSLError, ssl.SSLError), _security),
    ((ClientConnectorError,), _refused),
    ((InvalidURL, NonHttpUrlClientError), _address),
    ((WSServerHandshakeError,), _handshake),
    ((ClientResponseError, HttpProcessingError, ClientPayloadError), _protocol),
    ((ServerDisconnectedError,), _hung_up),
)


def _system_words(error: OSError) -> str:
    """Return what the operating system says, without numbers and addresses."""
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error) or type(error).__name__


def _first(error: BaseException) -> str:
    """Return the first line of what an exception says."""
    text = str(getattr(error, "message", "") or error) or type(error).__name__
    return text.strip().splitlines()[0] if text.strip() else type(error).__name__
