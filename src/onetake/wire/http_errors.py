"""What the exceptions of the HTTP library mean, in words a tester understands."""

from __future__ import annotations

import os
import ssl
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
    if isinstance(error, TimeoutError):
        return Failure("timeout", f"{host} did not answer in time", False)
    if isinstance(error, ClientConnectorCertificateError):
        cause = error.certificate_error
        why = getattr(cause, "verify_message", "") or str(cause)
        return Failure("certificate", f"the certificate of {host} is not valid: {why}", True)
    if isinstance(error, ClientConnectorDNSError):
        return Failure("dns", f"there is no address for the name {error.host}", False)
    if isinstance(error, ClientSSLError | ssl.SSLError):
        return Failure("tls", f"no secure connection to {host}: {_first(error)}", True)
    if isinstance(error, ClientConnectorError):
        return Failure("connection", f"{host}: {_system_words(error.os_error)}", False)
    if isinstance(error, InvalidURL | NonHttpUrlClientError):
        return Failure("address", f"{error} is not an address of http or ws", False, sent=False)
    if isinstance(error, WSServerHandshakeError):
        reason = f"{host} refused the WebSocket with status {error.status}"
        return Failure("status", reason, True)
    if isinstance(error, ClientResponseError | HttpProcessingError | ClientPayloadError):
        return Failure("http.protocol", f"{host} did not answer in HTTP: {_first(error)}", True)
    if isinstance(error, ServerDisconnectedError):
        return Failure("connection", f"{host} closed the connection without an answer", False)
    words = _system_words(error) if isinstance(error, OSError) else _first(error)
    return Failure("connection", f"{host} broke the connection off: {words}", False)


def _system_words(error: OSError) -> str:
    """Return what the operating system says, without numbers and addresses."""
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error) or type(error).__name__


def _first(error: BaseException) -> str:
    """Return the first line of what an exception says."""
    text = str(getattr(error, "message", "") or error) or type(error).__name__
    return text.strip().splitlines()[0] if text.strip() else type(error).__name__
