"""What went wrong with a connection to a mail server, in words, and whose doing it is."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator

from onetake.channels.email.address import Server
from onetake.words.trouble import CannotTell, Trouble, Unreached

_OUR_LIMITS = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL)


def network_trouble(error: BaseException, server: Server) -> Trouble:
    """Return the trouble of a connection that failed or broke.

    A mailbox and a relay are our own means of looking and writing, so a certificate of theirs that
    is not valid keeps us from telling; the customer has mail servers of their own.
    """
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message or str(cause)
            return CannotTell(
                "certificate",
                f"the certificate of {server} is not valid: {why}; a private authority is named "
                "in the system's file, tls: {ca: FILE}",
            )
    for cause in chain:
        if isinstance(cause, ssl.SSLError):
            words = (cause.reason or str(cause)).replace("_", " ").lower()
            return CannotTell(
                "tls", f"no secure connection to {server}: {words}; is this the port for TLS?"
            )
        if isinstance(cause, socket.gaierror):
            return Unreached("dns", f"there is no address for the name {server.host}")
        if isinstance(cause, OSError) and cause.errno in _OUR_LIMITS:
            words = os.strerror(cause.errno or 0)
            return CannotTell(
                "own.limit", f"this machine has reached a limit ({words}): use fewer --jobs"
            )
    if any(isinstance(cause, TimeoutError) for cause in chain):
        return Unreached("timeout", f"{server} did not answer in time (`timeout`)")
    return Unreached("connection", f"{server}: {_words(chain)}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, what it came from, and what an `all addresses failed` holds."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
        waiting += [arg for arg in one.args if isinstance(arg, BaseException)]


def _words(chain: list[BaseException]) -> str:
    """Return what the operating system says, else the first line of what the library says."""
    for cause in chain:
        if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
            return os.strerror(cause.errno)
    text = " ".join(str(chain[0]).split()) or type(chain[0]).__name__
    return text[:200]
