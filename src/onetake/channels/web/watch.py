"""Listens to a browser context from when its line opens: console, errors, requests."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakSet

from onetake.channels.web.hosts import is_own, own_hosts
from onetake.channels.web.script import script
from onetake.channels.web.several import Several

if TYPE_CHECKING:
    from playwright.async_api import (
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        Response,
        WebError,
    )

TRAFFIC = frozenset({"failed_requests", "third_party", "weight"})
"""Facts that want every request to be listened to, from the first on."""

EVERYTHING = TRAFFIC | {"vitals"}
"""All facts that must be prepared for before a page is opened."""

_LONGEST = 2_000
_MOST = 500
_OF_A_REQUEST = "Failed to load resource"
_NO_FAULT = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT")


@dataclass(slots=True)
class Said:
    """What one page said since its line opened, and what the step under way heard of it first."""

    console: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST))
    fresh: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Watch:
    """What is listened to on one line, over all its pages.

    `console`, `errors` and `failed_requests` tell what came since the step before; requests belong
    to the page they were made for. `roots` are the facts that any step on this line may ask for;
    without those of `TRAFFIC`, requests that went well are not listened to, which costs less, and
    speed is noted only where `vitals` may be asked for.
    """

    def __init__(
        self, context: BrowserContext, addresses: Iterable[str], roots: frozenset[str] = EVERYTHING
    ) -> None:
        """Begin to listen; `addresses` are the company's own, all others are third parties."""
        self.context = context
        self.own = own_hosts(addresses)
        self._roots = roots
        self.said = Said()
        self.finished: WeakSet[Request] = WeakSet()
        self._requests: dict[Page, list[Request]] = {}
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("requestfailed", self._failed)
        if roots & TRAFFIC:
            context.on("request", self._begun)
            context.on("response", self._answered)
        if "weight" in roots:
            context.on("requestfinished", self._finished)

    async def start(self) -> None:
        """Let every page note its speed and what it hides; to be called before the first page."""
        noting = script("vitals") if "vitals" in self._roots else ""
        await self.context.add_init_script(noting + script("shadows"))

    def since(self) -> dict[str, object]:
        """Return what was said and went wrong since this was last called."""
        said = self.said
        fresh, errors, failed = said.fresh, said.errors, said.failed
        said.fresh, said.errors, said.failed = [], [], []
        return {
            "console": Several(fresh),
            "errors": Several(errors),
            "failed_requests": Several(failed),
        }

    def requests(self, page: Page) -> list[Request]:
        """Return the requests made for a page since it was last led to another address."""
        return self._requests.get(page, [])

    def third_party(self, host: str) -> bool:
        """Tell whether a host belongs to somebody else."""
        return bool(host) and not is_own(host, self.own)

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text[:_LONGEST]
        self._note(f"{message.type}: {text}")
        if message.type == "error" and not text.startswith(_OF_A_REQUEST):
            self.said.errors.append(text)

    def _error(self, error: WebError) -> None:
        text = str(error.error)[:_LONGEST]
        self._note(f"uncaught: {text}")
        self.said.errors.append(text)

    def _note(self, line: str) -> None:
        self.said.console.append(line)
        self.said.fresh.append(line)

    def _begun(self, request: Request) -> None:
        page = _page_of(request)
        if page is None:
            return
        leads_on = request.is_navigation_request() and request.frame == page.main_frame
        if leads_on and request.redirected_from is None:
            self._requests[page] = []
        self._requests.setdefault(page, []).append(request)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            request = response.request
            self.said.failed.append(f"{request.method} {request.url}: {response.status}")

    def _finished(self, request: Request) -> None:
        self.finished.add(request)

    def _failed(self, request: Request) -> None:
        why = request.failure or "it came to nothing"
        if not why.startswith(_NO_FAULT):
            self.said.failed.append(f"{request.method} {request.url}: {why}")


def _page_of(request: Request) -> Page | None:
    """Return the page a request was made for; None for one of a worker."""
    from playwright.async_api import Error

    try:
        return request.frame.page
    except Error:
        return None
