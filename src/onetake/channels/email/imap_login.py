"""Opens a connection by IMAP: secured as wanted, logged in, the folder chosen."""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import suppress

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from onetake.channels.email.access import Reading
from onetake.channels.email.address import Server
from onetake.channels.email.mailbox import Passing
from onetake.channels.email.troubles import network_trouble
from onetake.words.trouble import CannotTell, Trouble

_ATOM = re.compile(r"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]+")
_LATER = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE)
_BYTES = re.compile(r"b(['\"])(.*)\1", re.DOTALL)
_LONGEST = 200
_MOST_FOLDERS = 20


def connect(reading: Reading, security: ssl.SSLContext | None) -> IMAPClient:
    """Return a connection that is logged in. Raises Trouble, and the library's exceptions."""
    server = reading.server
    client = _greeted(reading, security)
    try:
        if not server.secured and reading.starttls is not False:
            _secure(client, security, server)
        _log_in(client, reading)
    except BaseException:
        with suppress(IMAPClientError, OSError, ValueError):
            client.shutdown()
        raise
    return client


def select_folder(client: IMAPClient, reading: Reading) -> tuple[int, int]:
    """Choose the folder, to read only; return its UIDVALIDITY and the highest UID given so far.

    Raises CannotTell when the folder is not there, and the library's exceptions.
    """
    try:
        state = client.select_folder(reading.folder, readonly=True)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        there = ", ".join(_folders(client)) or "none that may be seen"
        raise CannotTell(
            "mailbox.folder",
            f"{reading.server} does not open the folder {reading.folder!r} for {reading.user}: "
            f"{_said(error)}; folders there: {there}",
        ) from None
    following = state.get(b"UIDNEXT")
    if isinstance(following, int):
        last = following - 1
    else:
        last = max(client.search(["*"]), default=0) if state.get(b"EXISTS") else 0
    validity = state.get(b"UIDVALIDITY")
    return (validity if isinstance(validity, int) else 0), last


def trouble_of(error: Exception, server: Server) -> Trouble:
    """Return the trouble an exception of the IMAP library stands for."""
    if isinstance(error, IMAPClientAbortError):
        return network_trouble(ConnectionError(f"the connection broke: {_said(error)}"), server)
    if isinstance(error, IMAPClientError):
        return Passing("mailbox.answer", f"{server} answered: {_said(error)}")
    return network_trouble(error, server)


def _greeted(reading: Reading, security: ssl.SSLContext | None) -> IMAPClient:
    """Return a new connection. Raises CannotTell when what answers does not speak IMAP."""
    server = reading.server
    try:
        return IMAPClient(
            server.host,
            server.port,
            ssl=server.secured,
            ssl_context=security,
            timeout=reading.timeout,
        )
    except imaplib.IMAP4.error as error:
        words = _said(error)
        if "EOF" in words:
            raise
        raise CannotTell(
            "mailbox.answer", f"{server} does not speak IMAP, but said: {words}; look at `address`"
        ) from None


def _secure(client: IMAPClient, security: ssl.SSLContext | None, server: Server) -> None:
    try:
        client.starttls(security)
    except IMAPClientAbortError:
        raise
    except (CapabilityError, IMAPClientError) as error:
        raise CannotTell(
            "mailbox.open",
            f"{server} offers no STARTTLS ({_said(error)}), so the password would be readable on "
            "the way: write imaps://, or tls: {starttls: false} if that is meant",
        ) from None


def _log_in(client: IMAPClient, reading: Reading) -> None:
    user, password = reading.user, reading.password
    try:
        if reading.token:
            client.oauth2_login(user, reading.token)
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(user, password)
        else:
            client.login(user if _ATOM.fullmatch(user) else _quoted(user), password)
    except IMAPClientAbortError:
        raise
    except (LoginError, IMAPClientError, UnicodeError) as error:
        said = _said(error)
        if _LATER.search(said):
            raise Passing("mailbox.login", f"{reading.server} lets nobody in now: {said}") from None
        raise CannotTell(
            "mailbox.login",
            f"{reading.server} does not let {user} in: {said}; look at user and password in the "
            "system's file",
        ) from None


def _folders(client: IMAPClient) -> list[str]:
    with suppress(IMAPClientError, OSError, ValueError):
        return [str(name) for _, _, name in client.list_folders()][:_MOST_FOLDERS]
    return []


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _said(error: BaseException) -> str:
    """Return what a server said, on one line."""
    arg = error.args[0] if error.args else ""
    text = arg.decode("utf-8", "replace") if isinstance(arg, bytes) else str(arg)
    # The library writes some of what a server said as Python would: b'…'.
    bare = _BYTES.fullmatch(text)
    return " ".join((bare[2] if bare else text).split())[:_LONGEST] or type(error).__name__
