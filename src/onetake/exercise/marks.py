"""The headers that mark our messages: W3C trace context, and that they are synthetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

SYNTHETIC = "x-synthetic"


def trace_id(random: Random) -> str:
    """Return a new trace id: 32 hexadecimal digits, not all zero."""
    return f"{random.getrandbits(128) or 1:032x}"


def marks(trace: str, random: Random, canary: str) -> Callable[[], Mapping[str, str]]:
    """Return a function giving the headers of one message, each with a span of its own.

    `traceparent` is as in W3C Trace Context, sampled, so that the system's own traces hold it.
    The canary goes along: it is personal data by its form and must never be stored.
    """
    synthetic = f"onetake {canary}".rstrip()

    def headers() -> Mapping[str, str]:
        span = f"{random.getrandbits(64) or 1:016x}"
        return {"traceparent": f"00-{trace}-{span}-01", SYNTHETIC: synthetic}

    return headers
