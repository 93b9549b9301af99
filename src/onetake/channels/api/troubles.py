"""What went wrong on the way to an answer, in words, and whose fault it is."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from errno import errorcode
from os import strerror

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientPayloadError,
    ClientResponseError,
    ClientSSLError,
    InvalidURL,
    ServerDisconnectedError,
)
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from onetake.channels.api.address import place
from onetake.channels.api.certificate import explain
from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached


@dataclass(frozen=True, slots=True)
class Failure:
    """An exchange that failed: why, where, the seconds it had, and the bytes of body that came.

    `came` is None when not even the head of an answer came.
    """

    error: Exception
    url: URL
    seconds: float
    came: int | None = None


async def trouble_of(failure: Failure, authority: str) -> Trouble:
    """Return the trouble an exception of the HTTP library stands for.

    `authority` is the file of a private authority the system's certificates may come from.
    """
    error, host = failure.error, place(failure.url)
    if isinstance(error, TimeoutError):
        return _late(failure, host)
    if isinstance(error, ClientConnectorCertificateError):
        reason = await explain(error, authority)
        return CustomerNotices("certificate", reason)
    if isinstance(error, ClientConnectorDNSError):
        return Unreached("dns", f"there is no address for the name {error.host}")
    if isinstance(error, ClientSSLError):
        return _refused_security(error, host)
    if isinstance(error, ClientConnectorError):
        return Unreached("connection", f"{_target(failure.url)}: {_system_words(error.os_error)}")
    if isinstance(error, ClientResponseError | HttpProcessingError):
        return CustomerNotices(
            "http.protocol", f"{host} answered, but not in HTTP: {_first(error)}"
        )
    if isinstance(error, ClientPayloadError):
        return _broken_off(failure, host)
    if isinstance(error, InvalidURL | ValueError):
        return CannotTell("request", f"the request to {host} cannot be sent: {_first(error)}")
    return _lost(failure, host)


def _late(failure: Failure, host: str) -> Trouble:
    limit = f"within {failure.seconds:g} s (`timeout`)"
    if failure.came is None:
        return Unreached("timeout", f"{host} did not answer {limit}")
    return CustomerNotices(
        "timeout", f"the answer of {host} did not end {limit}; {failure.came} bytes came"
    )


def _lost(failure: Failure, host: str) -> Trouble:
    """Return the trouble of a connection that broke before an answer."""
    error = failure.error
    alert = next((e for e in (error, error.__cause__) if isinstance(e, ssl.SSLError)), None)
    if alert is None and isinstance(error, OSError):
        alert = next((arg for arg in error.args if isinstance(arg, ssl.SSLError)), None)
    if alert is not None or "SSL" in str(error):
        return _refused_security(alert or error, host)
    if isinstance(error, ServerDisconnectedError):
        return Unreached("connection", f"{host} closed the connection without an answer")
    words = _system_words(error) if isinstance(error, OSError) else _first(error)
    return Unreached("connection", f"{host} broke the connection off: {words}")


def _broken_off(failure: Failure, host: str) -> Trouble:
    cause = failure.error.__cause__
    came = f"the answer of {host} broke off after {failure.came or 0} bytes"
    if isinstance(cause, OSError):
        return Unreached("connection", f"{came}: {_system_words(cause)}")
    return CustomerNotices("http.protocol", f"{came}: {_first(cause or failure.error)}")


def _refused_security(error: Exception, host: str) -> Trouble:
    """Tell a certificate we should show from a connection that cannot be secured at all."""
    words = _first(error)
    if "CERTIFICATE" in words.upper() and "ALERT" in words.upper():
        return CannotTell(
            "tls.certificate",
            f"{host} refuses us without a certificate it knows ({words}): "
            "name one in the system's file, tls: {certificate: …, key: …}",
        )
    return CustomerNotices("tls", f"no secure connection to {host}: {words}")


def _target(url: URL) -> str:
    return f"{url.raw_host}:{url.port}"


def _system_words(error: OSError) -> str:
    """Return what the operating system calls the error."""
    if error.errno and error.errno in errorcode:
        return strerror(error.errno)
    return str(error) or type(error).__name__


def _first(error: BaseException) -> str:
    """Return the first line of what an exception says."""
    text = getattr(error, "message", "") or str(error) or type(error).__name__
    lines = [line.strip() for line in str(text).strip().splitlines() if line.strip()]
    return lines[0].rstrip(":") if lines else type(error).__name__
