"""Tells whether a request to the webhook comes from who it should."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onetake.channels.sms.gateway import Inbound

_TWILIO = "x-twilio-signature"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came: `url` as the gateway wrote it, names of headers in small letters.

    `parameters` are those of the address, `form` those of the body, in their order.
    """

    url: str
    headers: Mapping[str, str]
    parameters: Sequence[tuple[str, str]]
    form: Sequence[tuple[str, str]]


def why_refused(received: Received, inbound: Inbound, secret: str) -> str:
    """Return why a request proves nothing, or nothing when it does; no secret asks for no proof."""
    if not secret:
        return ""
    if inbound.signature == "twilio":
        wanted, name = twilio_signature(received.url, received.form, secret), _TWILIO
        given = received.headers.get(name)
    elif inbound.header:
        wanted, name = secret, inbound.header
        given = received.headers.get(name.lower())
    else:
        wanted, name = secret, inbound.parameter
        given = dict([*received.form, *received.parameters]).get(name)
    if given is None:
        return f"it has no {name}"
    same = hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))
    return "" if same else f"its {name} is wrong"


def twilio_signature(url: str, form: Sequence[tuple[str, str]], token: str) -> str:
    """Return the signature Twilio sends: base64 of HMAC-SHA1 over the address and the form.

    The form's fields follow the address in the order of their names, each value behind its name.
    """
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(form)))
    made = hmac.new(token.encode(), signed.encode("utf-8", "surrogateescape"), "sha1")
    return b64encode(made.digest()).decode()
