"""Tells a company's own hosts from those of third parties."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

from yarl import URL

_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "or", "org"})


def host_of(address: str) -> str:
    """Return the host of an address; with its port where hosts are told apart by nothing else.

    Addresses without a host (`data:`, `blob:`, `about:`) give nothing.
    """
    try:
        url = URL(address)
    except ValueError:
        return ""
    host = (url.host or "").lower()
    return f"{host}:{url.port}" if host and _is_bare(host) else host


def own_hosts(addresses: Iterable[str]) -> frozenset[str]:
    """Return what the hosts of the declared addresses and their siblings end with."""
    return frozenset(_family(host) for host in map(host_of, addresses) if host)


def is_own(host: str, own: frozenset[str]) -> bool:
    """Tell whether a host is one of the company's, or stands below or beside one."""
    return any(host == family or host.endswith(f".{family}") for family in own)


def _is_bare(host: str) -> bool:
    """Tell whether a host is a number or a name without a domain, such as localhost."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host
    return True


def _family(host: str) -> str:
    """Return the domain that a company registered, as far as its name tells.

    `www.harbor.example` and `static.harbor.example` are siblings; `www.harbor.co.uk` keeps three
    words, since everybody may stand below `co.uk`.
    """
    if ":" in host:
        return host
    words = host.split(".")
    shared = len(words) > 2 and len(words[-1]) == 2 and words[-2] in _SECOND_LEVEL
    return ".".join(words[-3 if shared else -2 :])
