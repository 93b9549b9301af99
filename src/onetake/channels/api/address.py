"""Where requests may go: the system's own address, the hosts declared beside it, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yarl import URL

from onetake.words.trouble import CannotTell, CustomerNotices

_SCHEMES = ("http", "https")
_USUAL_PORTS = {80, 443}


@dataclass(frozen=True, slots=True)
class Addresses:
    """A system's base address (without a slash at its end) and the further hosts it may lead to.

    `also` holds host and port; port None means every port of that host.
    """

    system: str
    base: str
    own: URL
    also: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def parse(cls, system: str, address: str, also: Iterable[str]) -> Addresses:
        """Return the addresses of a system. Raises CannotTell for what is no http address."""
        url = _url(address.strip())
        if url is None or url.scheme not in _SCHEMES or not url.raw_host:
            raise CannotTell(
                "address",
                f"the address of {system}, {address!r}, is none for an api: "
                "write one such as https://bank.example",
            )
        url = url.with_query(None).with_fragment(None)
        base = str(url.with_user(None)).rstrip("/")
        return cls(system, base, url, frozenset(_host(system, entry) for entry in also))

    def url(self, path: str) -> URL:
        """Return where a path leads: below the address, or to a whole URL of a declared host.

        Raises CannotTell for a URL that is wrong or goes to an undeclared host.
        """
        if not path.startswith(("http://", "https://")):
            found = _url(f"{self.base}{'' if path.startswith('/') else '/'}{path}")
            if found is None:
                raise CannotTell("address", f"{path!r} is no path of {self.system}")
            return found
        whole = _url(path)
        if whole is None or not whole.raw_host:
            raise CannotTell("address", f"{path!r} is no address")
        if not self.declared(whole):
            raise CannotTell(
                "address.undeclared",
                f"{place(whole)} is not declared: only {place(self.own)} may be asked; "
                f"add it to `also` of system {self.system} if it belongs to it",
            )
        return whole.with_user(None)

    def token_url(self, path: str) -> URL:
        """Return where tokens are fetched: below the address, or any whole URL, as it is declared.

        Raises CannotTell for a URL that is wrong.
        """
        whole = _url(path) if path.startswith(("http://", "https://")) else None
        return whole if whole is not None and whole.raw_host else self.url(path)

    def declared(self, url: URL) -> bool:
        """Tell if traffic may go to a URL's host; http and https of one host are the same."""
        host, port = url.raw_host, url.port
        if host == self.own.raw_host and (
            port == self.own.port or {port, self.own.port} == _USUAL_PORTS
        ):
            return True
        return (host, port) in self.also or (host, None) in self.also

    def ours(self, url: URL) -> bool:
        """Tell if a URL is the system's own, so that it may see who we are."""
        return url.raw_host == self.own.raw_host and url.port == self.own.port and (
            url.scheme == self.own.scheme
        )  # fmt: skip

    def hop(self, url: URL, location: str) -> URL:
        """Return where a redirect leads. Raises CustomerNotices when it must not be followed."""
        target = _url(location)
        target = url.join(target) if target is not None else None
        if target is None or (target.scheme in _SCHEMES and not target.raw_host):
            raise CustomerNotices(
                "redirect.address", f"{url} redirects to {location!r}, which is no address"
            )
        if target.scheme not in _SCHEMES or not self.declared(target):
            raise CustomerNotices(
                "redirect.undeclared",
                f"{url} redirects to {place(target)}, which is not declared; add it to `also` of "
                f"system {self.system} if customers are meant to go there",
            )
        return target.with_user(None)


def place(url: URL) -> str:
    """Return the host of a URL in words, with its port where that is not the usual one."""
    if url.scheme not in _SCHEMES:
        return str(url)
    return url.host_port_subcomponent or str(url)


def _url(text: str) -> URL | None:
    try:
        return URL(text)
    except ValueError:
        return None


def _host(system: str, entry: str) -> tuple[str, int | None]:
    """Return the host and port of `host`, `host:port` or a whole URL. Raises CannotTell."""
    text = entry.strip()
    url = _url(text if "://" in text else f"//{text}")
    if url is None or not url.raw_host:
        raise CannotTell("address", f"{entry!r} in `also` of system {system} is no host")
    return url.raw_host, url.explicit_port if not url.scheme else url.port
