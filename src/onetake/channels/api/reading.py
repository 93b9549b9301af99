"""Takes the body of an answer, up to a limit."""

from __future__ import annotations

from aiohttp import ClientResponse

from onetake.words.trouble import CustomerNotices

_SHOWN = 4096
_BODILESS = (204, 304)


class TooLarge(CustomerNotices):
    """A body is larger than a system's `largest`; `begin` is how it starts."""

    def __init__(self, reason: str, begin: bytes) -> None:
        super().__init__("body.size", reason)
        self.begin = begin


async def read_body(response: ClientResponse, method: str, largest: int) -> bytes:
    """Return the whole body, at most `largest` bytes. Raises TooLarge; the connection is closed."""
    length = response.content_length
    if method == "HEAD" or response.status in _BODILESS:
        return await response.read()
    if length is not None and length > largest:
        response.close()
        raise TooLarge(f"the answer announces {_megabytes(length)}; {_limit(largest)}", b"")
    if length is not None and "Content-Encoding" not in response.headers:
        return await response.read()
    return await _read_on(response, largest)


async def _read_on(response: ClientResponse, largest: int) -> bytes:
    """Read a body whose length nobody tells, or that grows when unpacked."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in response.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > largest:
                begin = b"".join(parts)[:_SHOWN]
                raise TooLarge(
                    f"the answer goes on after {_megabytes(size)}; {_limit(largest)}", begin
                )
    except BaseException:
        response.close()
        raise
    return b"".join(parts)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.3g} MB" if size >= 100_000 else f"{size} bytes"


def _limit(largest: int) -> str:
    return f"at most {_megabytes(largest)} is taken (`largest` in the system's file)"
