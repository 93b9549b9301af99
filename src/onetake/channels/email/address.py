"""Where servers are: `imaps://host`, `smtp://host:25`, read from a system's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from onetake.words.trouble import CannotTell

MAILBOXES: Mapping[str, int] = {"imaps": 993, "imap": 143, "https": 443, "http": 80}
"""What a mailbox's address may begin with, and the port each means."""

SENDERS: Mapping[str, int] = {"smtps": 465, "smtp": 25}
"""What an SMTP server's address may begin with, and the port each means."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server by its address; `secured` is TLS from the first byte on."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def secured(self) -> bool:
        """Whether the connection begins with TLS."""
        return self.scheme in ("imaps", "smtps", "https")

    def __str__(self) -> str:
        """Return the address as reasons show it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def server_of(written: str, schemes: Mapping[str, int], system: str) -> Server:
    """Return the server of an address. Raises CannotTell for what is none."""
    forms = ", ".join(f"{scheme}://host" for scheme in schemes)
    try:
        url = URL(written.strip())
        host, port = url.host, url.explicit_port
    except ValueError:
        host, port = None, None
    if not host or url.scheme not in schemes:
        raise CannotTell(
            "address", f"{system} has no usable address: {written!r}; write one of {forms}"
        )
    if url.user or url.password:
        raise CannotTell(
            "address",
            f"the address of {system} holds a name: write user: and password: in its file instead",
        )
    return Server(url.scheme, host, port or schemes[url.scheme], url.path.rstrip("/"))
