"""Why a server's certificate was refused, in words, with its dates and names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import ClientConnectorCertificateError

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL."""
_EXPIRED, _NOT_YET, _WRONG_HOST, _WRONG_ADDRESS = 10, 9, 62, 64
_SELF_SIGNED = (18, 19)
_PATIENCE = 5.0


async def explain(error: ClientConnectorCertificateError, authority: str) -> str:
    """Return the reason; asks the server once more where the certificate itself must be seen."""
    host, cause = error.host, error.certificate_error
    code = getattr(cause, "verify_code", 0)
    if code in _SELF_SIGNED:
        return f"the certificate of {host} is self-signed, so nobody vouches for it"
    if code not in (_EXPIRED, _NOT_YET, _WRONG_HOST, _WRONG_ADDRESS):
        words = getattr(cause, "verify_message", "") or str(cause)
        return f"the certificate of {host} is not trusted: {words}"
    seen = await _look(host, error.port, authority)
    if code == _EXPIRED:
        return f"the certificate of {host} expired{_on(seen, 'notAfter')}"
    if code == _NOT_YET:
        return f"the certificate of {host} is not valid yet{_on(seen, 'notBefore', 'before ')}"
    names = [name for _, name in seen.get("subjectAltName", ())]  # type: ignore[attr-defined]
    whose = f" but for {', '.join(names)}" if names else ""
    return f"the certificate of {host} is not for this name{whose}"


def _on(seen: Mapping[str, object], key: str, word: str = "on ") -> str:
    if key not in seen:
        return ""
    seconds = ssl.cert_time_to_seconds(str(seen[key]))
    return f" {word}{datetime.fromtimestamp(seconds, UTC).date().isoformat()}"


async def _look(host: str, port: int | None, authority: str) -> Mapping[str, object]:
    """Return the certificate's fields, read without minding its dates and its host.

    It must still come from an authority we trust, else its fields are not to be had.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_flags |= _NO_CHECK_TIME
    if authority:
        context.load_verify_locations(authority)
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except (OSError, TimeoutError):
        return {}
    try:
        return writer.get_extra_info("peercert") or {}
    finally:
        writer.transport.abort()
