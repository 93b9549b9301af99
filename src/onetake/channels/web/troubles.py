"""What a browser's errors mean to a customer: the page never came, its certificate, a crash."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from onetake.words.trouble import CannotTell, CustomerNotices, Trouble, Unreached

_NET = re.compile(r"net::(ERR_[A-Z_0-9]+)")
_NETWORK = {
    "ERR_NAME_NOT_RESOLVED": ("dns", "there is no address for the name {host}"),
    "ERR_CONNECTION_REFUSED": ("connection", "nobody answers at {place}"),
    "ERR_CONNECTION_RESET": ("connection", "{place} broke the connection off"),
    "ERR_CONNECTION_CLOSED": ("connection", "{place} closed the connection"),
    "ERR_CONNECTION_TIMED_OUT": ("timeout", "{place} does not answer"),
    "ERR_TIMED_OUT": ("timeout", "{place} does not answer"),
    "ERR_ADDRESS_UNREACHABLE": ("connection", "{place} cannot be reached"),
    "ERR_EMPTY_RESPONSE": ("connection", "{place} closed the connection without an answer"),
    "ERR_SOCKET_NOT_CONNECTED": ("connection", "{place} broke the connection off"),
    "ERR_NETWORK_CHANGED": ("connection", "the network changed on the way to {place}"),
}
_NO_HTTP = frozenset({
    "ERR_INVALID_RESPONSE", "ERR_INVALID_HTTP_RESPONSE", "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_RESPONSE_HEADERS_TOO_BIG",
})  # fmt: skip
_CERTIFICATE = {
    "ERR_CERT_DATE_INVALID": "it has expired, or is not valid yet",
    "ERR_CERT_COMMON_NAME_INVALID": "it is another site's",
    "ERR_CERT_AUTHORITY_INVALID": "nobody the browser trusts vouches for it",
    "ERR_CERT_REVOKED": "it was revoked",
    "ERR_CERT_WEAK_SIGNATURE_ALGORITHM": "its signature is too weak",
}
CRASHED = ("Target crashed", "Page crashed")
GONE = ("Target page, context or browser has been closed", "Browser closed", "Connection closed",
        "has been closed")  # fmt: skip


def network_trouble(message: str, url: str) -> Trouble | None:
    """Return the trouble that an error of the browser's network stands for; None for any other."""
    found = _NET.search(message)
    if not found:
        return None
    code, parts = found[1], urlsplit(url)
    words = {"url": url, "host": parts.hostname or url, "place": parts.netloc or url}
    if code in _NETWORK:
        rule, text = _NETWORK[code]
        return Unreached(rule, text.format(**words))
    if code == "ERR_INTERNET_DISCONNECTED":
        return CustomerNotices("web.offline", "the customer's browser is offline")
    if code == "ERR_TOO_MANY_REDIRECTS":
        return CustomerNotices("web.redirects", f"{url} leads in a circle: the browser gave up")
    if code == "ERR_BLOCKED_BY_RESPONSE":
        return CustomerNotices("web.blocked", f"{url} forbids to be shown here")
    if code in _NO_HTTP:
        why = f"{words['place']} answered, but not in HTTP: {_plain(code)}"
        return CustomerNotices("http.protocol", why)
    if code.startswith("ERR_SSL"):
        return CustomerNotices("tls", f"there is no secure connection to {words['place']}")
    if code.startswith("ERR_CERT"):
        why = _CERTIFICATE.get(code, code.removeprefix("ERR_CERT_").replace("_", " ").lower())
        return CustomerNotices(
            "web.certificate",
            f"the browser does not trust the certificate of {words['place']}: {why}; a customer "
            "sees a warning in place of the page",
        )
    return Unreached("connection", f"{words['place']} cannot be loaded: {_plain(code)}")


def browser_trouble(message: str) -> Trouble | None:
    """Return the trouble of a page or a browser that ended; None when it goes on."""
    if any(sign in message for sign in CRASHED):
        return CannotTell("web.crashed", "the browser's page crashed in the middle of this step")
    if any(sign in message for sign in GONE):
        return CannotTell("web.crashed", "the browser ended in the middle of this step")
    return None


def never_loaded(url: str, seconds: float, what: str = "did not load") -> Trouble:
    """Return the trouble of a page that did not come, or not whole, in time."""
    return Unreached("web.never_loaded", f"{url} {what} within {seconds:.3g} s")


def busy() -> Trouble:
    """Return the trouble of a page that does not answer."""
    return CustomerNotices(
        "web.busy", "the page does not react any more: its own scripts keep the browser busy"
    )


def unexpected(message: str) -> Trouble:
    """Return the trouble of an error of the browser that nothing above knows."""
    first = next((line for line in message.splitlines() if line.strip()), "it gave no reason")
    return CannotTell("web.browser", f"the browser could not do this: {first}")


def _plain(code: str) -> str:
    return code.removeprefix("ERR_").replace("_", " ").lower()
