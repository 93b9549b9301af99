"""Where redirects lead, hop by hop, and what may travel along (RFC 9110, section 15.4)."""

from __future__ import annotations

from dataclasses import replace

from onetake.channels.api.address import Addresses
from onetake.channels.api.answer import Answer
from onetake.channels.api.outgoing import Outgoing
from onetake.words.trouble import CustomerNotices

MOST = 10
"""A customer's browser gives up, too, after some redirects in a row."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PRIVATE = frozenset({"authorization", "cookie"})
_OF_BODY = frozenset({"content-type", "content-length", "content-encoding"})


def next_hop(
    addresses: Addresses, out: Outgoing, answer: Answer, trail: list[str]
) -> Outgoing | None:
    """Return the request a redirect asks for, or None when the answer is none; adds to `trail`.

    Raises CustomerNotices for one that leads in a circle, to nowhere, or to an undeclared host.
    """
    location = answer.headers.get("Location")
    if answer.status not in _REDIRECTS or not location:
        return None
    url = addresses.hop(out.url, location)
    trail.append(f"{answer.status} to {url}")
    if len(trail) > MOST:
        raise CustomerNotices("redirect.loop", _circle(trail))
    hop = replace(out, url=url)
    if url.origin() != out.url.origin():
        hop = replace(hop, headers=_without(hop, _PRIVATE))
    turns_to_get = answer.status == 303 or (answer.status in (301, 302) and out.method == "POST")
    if turns_to_get and out.method != "HEAD":
        hop = replace(hop, method="GET", data=None, headers=_without(hop, _OF_BODY))
    return hop


def _without(out: Outgoing, names: frozenset[str]) -> dict[str, str]:
    return {name: value for name, value in out.headers.items() if name not in names}


def _circle(trail: list[str]) -> str:
    last = trail[-1].partition(" to ")[2]
    seen = sum(hop.endswith(f" to {last}") for hop in trail)
    if seen > 1:
        return f"redirects lead in a circle: {last} came {seen} times in {len(trail)} redirects"
    return f"there is still no answer after {MOST} redirects; the next one leads to {last}"
