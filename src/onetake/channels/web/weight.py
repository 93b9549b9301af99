"""Weighs what a page took to load, and names the third parties it asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onetake.channels.web.hosts import host_of
from onetake.channels.web.several import Several
from onetake.channels.web.watch import Watch

if TYPE_CHECKING:
    from playwright.async_api import Request


async def weighed(requests: Sequence[Request], watch: Watch) -> dict[str, int]:
    """Return `bytes` that came over the network (bodies and headers), and how many `requests`.

    What is still on its way counts as a request without bytes.
    """
    whole = [request for request in requests if request in watch.finished]
    sizes = await asyncio.gather(*map(_size, whole))
    return {"bytes": sum(sizes), "requests": len(requests)}


async def _size(request: Request) -> int:
    """Return the bytes of an answer; 0 when the browser does not know them any more."""
    from playwright.async_api import Error

    try:
        sizes = await request.sizes()
    except Error:
        return 0
    return max(0, sizes["responseBodySize"]) + max(0, sizes["responseHeadersSize"])


def third_parties(requests: Sequence[Request], watch: Watch) -> Several:
    """Return the hosts of others among requests, each once, in the order they were asked."""
    hosts = dict.fromkeys(host_of(request.url) for request in requests)
    return Several(host for host in hosts if watch.third_party(host))
