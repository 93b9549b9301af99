"""A request on its way: where to, with which headers and body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientTimeout
from yarl import URL


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to send; `timeout` None means the system's own."""

    method: str
    url: URL
    headers: Mapping[str, str]
    data: bytes | None = None
    follow: bool = True
    timeout: ClientTimeout | None = None
