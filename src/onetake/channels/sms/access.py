"""Fills in what a system's file says of its gateway: where it is, who we are, what it needs."""

from __future__ import annotations

import re
from base64 import b64encode

from yarl import URL

from onetake.channels.sms.client import Access
from onetake.channels.sms.settings import Auth, Settings, Webhook, is_open, place_of
from onetake.channels.sms.webhook import Route
from onetake.words.channel import Memory, Place
from onetake.words.trouble import CannotTell

_TRAVELS = re.compile(r"[\w.~-]+", re.ASCII)


def access_of(place: Place, settings: Settings) -> Access:
    """Return how a system reaches its gateway. Raises CannotTell, Undefined."""
    name, written = place.system.name, place.address
    address = written if "://" in written else f"http://{written}"
    try:
        url = URL(address)
        host = url.host if url.scheme in ("http", "https") else None
    except ValueError:
        host = None
    if not written or not host:
        raise CannotTell("address", f"{name} has no usable address: {written!r}")
    headers = {key.lower(): text.text(place.memory) for key, text in settings.headers.items()}
    return Access(
        system=name,
        address=address,
        also=frozenset(text.text(place.memory) for text in settings.also),
        headers=tuple((_authorization(settings, place.memory) | headers).items()),
        largest=settings.largest,
        timeout=settings.timeout,
    )


def values_of(memory: Memory, settings: Settings) -> dict[str, object]:
    """Return what a gateway's texts are filled from, beside a run's memory. Raises Undefined."""
    texts = {**settings.gateway.values, **settings.values}
    if settings.account is not None:
        texts["account"] = settings.account
    if settings.password is not None:
        texts["password"] = settings.password
    return {name: text.value(memory) for name, text in texts.items()}


def _authorization(settings: Settings, memory: Memory) -> dict[str, str]:
    auth: Auth | None = settings.auth
    if auth is not None and auth.bearer is not None:
        return {"authorization": f"Bearer {auth.bearer.text(memory)}"}
    if auth is not None and auth.basic is not None:
        user, password = auth.basic.user, auth.basic.password
    elif settings.gateway.basic and settings.account and settings.password:
        user, password = settings.account, settings.password
    else:
        return {}
    pair = f"{user.text(memory)}:{password.text(memory)}"
    return {"authorization": "Basic " + b64encode(pair.encode()).decode()}


def route_of(place: Place, settings: Settings, webhook: Webhook) -> tuple[tuple[str, int], Route]:
    """Return where to listen, and for what. Raises CannotTell, Undefined."""
    try:
        host, port = place_of(webhook.listen.text(place.memory))
    except ValueError as error:
        raise CannotTell("webhook.listen", f"{place.system.name}: {error}") from None
    secret = _secret(place, settings, webhook)
    if not secret and is_open(host):
        reason = f"anybody could send messages to {host}:{port}: add webhook.secret to its file"
        raise CannotTell("webhook.open", f"{place.system.name}: {reason}")
    shown = f"[{host}]" if ":" in host else host
    url = (
        webhook.url.text(place.memory) if webhook.url else f"http://{shown}:{{port}}{webhook.path}"
    )
    return (host, port), Route(
        path=webhook.path,
        url=url.rstrip("/"),
        gateway=settings.gateway,
        secret=secret,
        memory=place.memory,
    )


def _secret(place: Place, settings: Settings, webhook: Webhook) -> str:
    """Return what requests must prove to know, empty for none. Raises CannotTell, Undefined."""
    inbound = settings.gateway.webhook
    source = webhook.secret or (settings.password if inbound.signature else None)
    if source is None:
        return ""
    secret = source.text(place.memory)
    by_address = not inbound.signature and not inbound.header
    name = place.system.name
    if not secret:
        raise CannotTell("settings", f"the webhook's secret of {name} is empty: set it")
    if by_address and not _TRAVELS.fullmatch(secret):
        reason = f"the webhook's secret of {name} travels in addresses: use letters, digits, -._~"
        raise CannotTell("settings", reason)
    return secret
