"""Who a line says it is: a fixed header, or a token that is fetched and renewed (RFC 6749)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from yarl import URL

from onetake.channels.api.answer import Answer
from onetake.channels.api.body import FORM
from onetake.channels.api.outgoing import Outgoing
from onetake.channels.api.settings import Auth, OAuth2
from onetake.words.channel import Memory
from onetake.words.clock import now
from onetake.words.template import Template
from onetake.words.trouble import CannotTell, CustomerNotices

Exchange = Callable[[Outgoing], Awaitable[Answer]]

_OURS = frozenset({
    "invalid_client", "invalid_request", "invalid_scope",
    "unauthorized_client", "unsupported_grant_type",
})  # fmt: skip
"""Errors (RFC 6749, section 5.2) that say our settings are wrong, not the customer's."""

_EARLY = 10.0
"""Seconds before its end that a token is renewed, at most a tenth of its life."""


def basic(user: str, password: str) -> str:
    """Return the header's value for a name and a password (RFC 7617)."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def fixed_header(auth: Auth | None, memory: Memory) -> str:
    """Return the header's value that never changes, or nothing. Raises Undefined."""
    if auth is not None and auth.basic is not None:
        return basic(auth.basic.user.text(memory), auth.basic.password.text(memory))
    if auth is not None and auth.bearer is not None:
        return f"Bearer {auth.bearer.text(memory)}"
    return ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What to send for a token, and where; `header` says who we are, if the body does not."""

    system: str
    url: URL
    form: tuple[tuple[str, str], ...]
    header: str = ""
    customer: bool = False

    @classmethod
    def of(cls, settings: OAuth2, system: str, url: URL, memory: Memory) -> Grant:
        """Return the request for a token with all texts filled in. Raises Undefined."""

        def text(template: Template | None) -> str:
            return template.text(memory) if template else ""

        form: list[tuple[str, str]] = [("grant_type", settings.grant)]
        if settings.grant == "password":
            form += [("username", text(settings.user)), ("password", text(settings.password))]
        if settings.scope:
            form.append(("scope", text(settings.scope)))
        client, secret = text(settings.client), text(settings.secret)
        header = ""
        if client and settings.client_in == "header":
            header = basic(quote_plus(client), quote_plus(secret))
        elif client:
            form += [("client_id", client), *([("client_secret", secret)] if secret else [])]
        return cls(system, url, tuple(form), header, settings.grant == "password")


class Tokens:
    """A line's token: fetched when first needed, again when it ends or is refused."""

    __slots__ = ("_ends", "_grant", "header")

    def __init__(self, grant: Grant) -> None:
        self._grant = grant
        self._ends = 0.0
        self.header = ""

    async def ensure(self, exchange: Exchange) -> None:
        """Fetch a token unless the one at hand is still good. Raises Trouble."""
        if not self.header or now() >= self._ends:
            await self.renew(exchange)

    async def renew(self, exchange: Exchange) -> None:
        """Fetch a token. Raises CustomerNotices, or CannotTell when our settings are refused."""
        grant = self._grant
        self.header = ""
        headers = {"content-type": FORM, "accept": "application/json"}
        if grant.header:
            headers["authorization"] = grant.header
        data = urlencode(grant.form).encode()
        answer = await exchange(Outgoing("POST", grant.url, headers, data))
        said = answer.json if isinstance(answer.json, dict) else {}
        token = said.get("access_token")
        if answer.status != 200 or not isinstance(token, str) or not token:
            raise self._refused(answer, said)
        life = said.get("expires_in")
        seconds = float(life) if isinstance(life, int | float) else float("inf")
        self.header = f"Bearer {token}"
        self._ends = now() + seconds - min(_EARLY, seconds / 10)

    def _refused(self, answer: Answer, said: dict[str, object]) -> CustomerNotices | CannotTell:
        error, grant = said.get("error"), self._grant
        words = " ".join(str(said[key]) for key in ("error", "error_description") if said.get(key))
        reason = f"{grant.url} gave no token: status {answer.status}{f', {words}' if words else ''}"
        ours = error in _OURS or (not grant.customer and answer.status in (400, 401, 403))
        if ours:
            return CannotTell("auth.token", f"{reason}; check `auth` of system {grant.system}")
        return CustomerNotices("auth.token", reason)
