"""Which sites a page may be on: the system's own, and those declared beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yarl import URL

from onetake.words.trouble import CannotTell

_USUAL = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Addresses:
    """A system's own address, without a slash at its end, and the hosts a page may lead to.

    `also` holds hosts with their port; None is every port of that host.
    """

    system: str
    base: str
    own: URL
    also: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def parse(cls, system: str, address: str, also: Iterable[str]) -> Addresses:
        """Return the addresses of a system. Raises CannotTell for what is no site's address."""
        url = _url(address.strip())
        if url is None or url.scheme not in ("http", "https") or not url.host:
            raise CannotTell(
                "address",
                f"the address of {system}, {address!r}, is no site's: "
                "write one such as https://bank.example",
            )
        base = str(url.with_query(None).with_fragment(None)).rstrip("/")
        return cls(system, base, url, frozenset(_host(system, entry) for entry in also))

    def url(self, path: str) -> str:
        """Return where a path leads. Raises CannotTell for a site that is not declared."""
        if not path.lower().startswith(("http://", "https://")):
            return f"{self.base}{'' if path[:1] in '/?#' else '/'}{path}"
        if not self.declared(path):
            raise self.left(path)
        return path

    def declared(self, address: str) -> bool:
        """Tell if a page may be at an address; what is no site's (about:, blob:) may."""
        url = _url(address)
        if url is None or url.scheme not in ("http", "https"):
            return not address.lower().startswith("file:")
        host, port = url.host, url.port
        if host == self.own.host and (port == self.own.port or {port, self.own.port} == _USUAL):
            return True
        return (host, port) in self.also or (host, None) in self.also

    def left(self, address: str) -> CannotTell:
        """Return what is raised for a page that leads elsewhere."""
        url = _url(address)
        origin = str(url.origin()) if url is not None and url.host else address
        return CannotTell(
            "web.left",
            f"the way leads to {origin}, which is not declared, so it was not followed; add it to "
            f"`also` of system {self.system} if customers are meant to go there",
        )


def _url(text: str) -> URL | None:
    try:
        return URL(text)
    except ValueError:
        return None


def _host(system: str, entry: str) -> tuple[str, int | None]:
    text = entry.strip()
    url = _url(text if "://" in text else f"//{text}")
    if url is None or not url.host:
        raise CannotTell("address", f"{entry!r} in `also` of system {system} is no site")
    return url.host, url.explicit_port if not url.scheme else url.port
