"""A small shop on 127.0.0.1 that both sides of the benchmark visit; prints its port, then serves.

Ends when standard input closes.
"""

from __future__ import annotations

import asyncio
import sys
from html import escape

from aiohttp import web

LAMPS = [f"Harbor lamp {number}" for number in range(1, 25)]
STYLE = """
body { font: 16px/1.5 sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
ul { display: grid; gap: 1rem; grid-template-columns: repeat(4, 1fr); list-style: none; }
li { border: 1px solid #ccc; border-radius: 4px; padding: 1rem; }
"""


def page(title: str, body: str) -> web.Response:
    """Return a whole page with a head, a navigation and a search."""
    text = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(title)} · Lamps"
        f"</title><style>{STYLE}</style></head><body><nav><a href=/>Home</a> "
        "<a href=/lamps>All lamps"
        "</a></nav><form action=/lamps><label>Search <input name=q></label> <button>Find</button>"
        f"</form><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return web.Response(text=text, content_type="text/html")


async def home(request: web.Request) -> web.Response:
    """Show a welcome."""
    return page("Welcome", "<p>Lamps for harbors.</p>")


async def lamps(request: web.Request) -> web.Response:
    """Show the lamps that a search finds."""
    wanted = request.query.get("q", "").lower()
    found = [
        f"<li><a href=/lamps/{number}>{name}</a> £{number + 9}.00</li>"
        for number, name in enumerate(LAMPS, 1)
        if wanted in name.lower()
    ]
    return page("All lamps", f"<p>{len(found)} found</p><ul>{''.join(found)}</ul>")


async def lamp(request: web.Request) -> web.Response:
    """Show one lamp."""
    number = int(request.match_info["number"])
    form = f"<form method=post action=/basket/{number}><button>Add to basket</button></form>"
    return page(LAMPS[number - 1], f"<p>Price £{number + 9}.00, in stock</p>{form}")


async def add(request: web.Request) -> web.StreamResponse:
    """Put a lamp into the basket."""
    raise web.HTTPSeeOther(f"/basket?lamp={request.match_info['number']}")


async def basket(request: web.Request) -> web.Response:
    """Show the basket and ask who buys."""
    form = (
        "<form method=post action=/order><label>Your name <input name=name></label> "
        "<label>Country <select name=country><option>Ireland<option>France</select></label> "
        "<label><input type=checkbox name=terms> I agree to the terms</label> "
        "<button>Order now</button></form>"
    )
    return page("Your basket", f"<p>1 lamp</p>{form}")


async def order(request: web.Request) -> web.Response:
    """Thank who ordered."""
    given = await request.post()
    return page("Thank you", f"<p>{escape(str(given['name']))}, your lamp is on its way.</p>")


async def serve() -> None:
    """Serve until standard input closes."""
    app = web.Application()
    app.add_routes([
        web.get("/", home), web.get("/lamps", lamps), web.get("/lamps/{number}", lamp),
        web.post("/basket/{number}", add), web.get("/basket", basket), web.post("/order", order),
        web.get("/favicon.ico", lambda _: web.Response(status=204)),
    ])  # fmt: skip
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
