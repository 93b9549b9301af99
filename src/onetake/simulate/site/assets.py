"""Serves what pages are made of besides text: style, script and pictures, some with faults."""

from __future__ import annotations

import asyncio

from aiohttp import web

from onetake.simulate.faults import FaultKind, Faults
from onetake.simulate.site.blocks import Picture
from onetake.simulate.site.declared import Site
from onetake.simulate.site.look import asset
from onetake.simulate.site.pictures import picture

# What pushes the page down comes when it is painted; until the dot is there it counts as loading.
_LATE = {"/-/offer.svg": 0.9, "/-/dot.svg": 1.2}

_PICTURES = "/-/pictures/"
_FAILS = 'window.chatBubble.open("How can we help?");\n'
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" '
    'rx="8" fill="{}"/><path d="M7 20c3 0 3-2 6-2s3 2 6 2 3-2 6-2M16 7v8m-4-4h8" fill="none" '
    'stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>'
)
_DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_OFFER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1400" viewBox="0 0 1200 1400">'
    '<rect width="1200" height="1400" fill="{}"/><text x="600" y="720" fill="#fff" '
    'font-family="sans-serif" font-size="64" text-anchor="middle">3 %</text></svg>'
)


class Assets:
    """The style, script and pictures of one site."""

    def __init__(self, site: Site, faults: Faults) -> None:
        self._faults = faults
        self._pictures: dict[str, Picture] = {
            block.picture.name: block.picture
            for page in site.pages
            for block in page.shows
            if block.picture
        }
        self._files = {
            "/-/site.css": ("text/css", asset("site.css").replace("COLOUR", site.colour)),
            "/-/site.js": ("text/javascript", asset("site.js")),
            "/-/chat-bubble.js": ("text/javascript", _FAILS),
            "/-/icon.svg": ("image/svg+xml", _ICON.format(site.colour)),
            "/-/dot.svg": ("image/svg+xml", _DOT),
            "/-/offer.svg": ("image/svg+xml", _OFFER.format(site.colour)),
        }

    async def answer(self, request: web.Request) -> web.Response | None:
        """Return a file of these, or None for any other path."""
        await asyncio.sleep(_LATE.get(request.path, 0))
        if request.path in self._files:
            kind, text = self._files[request.path]
            return web.Response(text=text, content_type=kind)
        name = request.path.removeprefix(_PICTURES).removesuffix(".svg")
        if not request.path.startswith(_PICTURES) or name not in self._pictures:
            return None
        slow = self._faults.at(name, "").get(FaultKind.SLOW_IMAGE)
        await asyncio.sleep(slow.seconds if slow else 0)
        drawn = self._pictures[name]
        text = picture(drawn.name, drawn.width, drawn.height)
        return web.Response(text=text, content_type="image/svg+xml")


async def count_visitor(request: web.Request) -> web.Response:
    """Answer for the host that counts visitors: a script that remembers the browser."""
    script = 'document.cookie = "_visitor=1; path=/; max-age=86400; samesite=lax";\n'
    return web.Response(text=script, content_type="text/javascript")
