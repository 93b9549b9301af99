"""Asks whether our own network is up, before anybody is blamed for not answering."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_ROUTES = Path("/proc/net/route")
_WAIT = 2.0


def host_of(address: str) -> str:
    """Return the host of an address, with or without a scheme."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def is_here(address: str) -> bool:
    """Tell if an address is this machine's own: then the network is not in between."""
    host = host_of(address)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")


async def why_offline(address: str, control: Sequence[str]) -> str:
    """Return why we cannot blame the system at `address`, or nothing when our network is up.

    `control` holds addresses that answer whenever we are online; without any, a machine that
    has no default route is taken to be offline.
    """
    if is_here(address):
        return ""
    if control:
        answers = await asyncio.gather(*(_answers(item) for item in control))
        if not any(answers):
            return f"our own network seems down: {' and '.join(control)} did not answer either"
        return ""
    return "" if _has_default_route() else "our own network is down: there is no default route"


async def _answers(address: str) -> bool:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        port = parts.port or (80 if parts.scheme in ("http", "ws") else 443)
        async with asyncio.timeout(_WAIT):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError, ValueError):  # the last for what is no address
        return False
    writer.close()
    return True


def _has_default_route() -> bool:
    try:
        lines = _ROUTES.read_text().splitlines()[1:]
    except OSError:
        return True
    return any(line.split()[1] == "00000000" for line in lines if len(line.split()) > 1)
