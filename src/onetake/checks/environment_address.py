"""Compares what kind of address each setting is in each environment."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from onetake.words.checks import Gap, Known, checks
from onetake.words.programme import Environment

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "smtp": 25, "imap": 143, "imaps": 993}
_LOCAL = ("localhost", "127.0.0.1", "::1")


@checks("environment.address", pitfall=5)
def check(known: Known) -> Iterator[Gap]:
    """An address differs in kind between environments: in its protocol, or in having a port.

    Encryption, cookies and redirects behave differently over http and https, so what passes in
    one environment may fail where customers are. Addresses on this machine are left out.
    """
    environments = list(known.programme.environments.values())
    for name in dict.fromkeys(name for one in environments for name in one.values):
        kinds = {one.name: kind for one in environments if (kind := _kind(one, name))}
        for what, told in (("protocol", 0), ("port", 1)):
            found = {where: kind[told] for where, kind in kinds.items()}
            if len(set(found.values())) > 1:
                shown = ", ".join(f"{value} in {where}" for where, value in found.items())
                first = known.programme.environments[next(iter(found))]
                yield Gap(
                    str(first.location),
                    f"the {what} of {name!r} differs: {shown}",
                    "make them of one kind, or have somebody bear with it in waivers.yaml",
                )


def _kind(environment: Environment, name: str) -> tuple[str, str] | None:
    """Return an address's protocol and whether it has a port of its own; None for what is none."""
    try:
        parts = urlsplit(environment.values.get(name, ""))
        port = parts.port
    except ValueError:
        return None
    if not parts.scheme or not parts.hostname or parts.hostname in _LOCAL:
        return None
    usual = port is None or port == _PORTS.get(parts.scheme)
    return parts.scheme, "the usual one" if usual else "one of its own"
