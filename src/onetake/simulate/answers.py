"""Makes the api's answers: problems, what faults leave of them, and whose things they tell of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from onetake.simulate.faults import Fault, FaultKind
from onetake.simulate.talks import Broken, endless
from onetake.words.template import Template


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return an error as JSON in the form of RFC 9457."""
    return web.json_response(
        {"status": status, "detail": detail},
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


async def body_of(request: web.Request) -> dict[str, object]:
    """Return what a request carries, JSON or a form, as a mapping; nothing for anything else."""
    if request.content_type.endswith("json"):
        try:
            body = json.loads(await request.read())
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {"items": body}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.post()
        return {
            key: value.filename if isinstance(value, web.FileField) else str(value)
            for key, value in form.items()
        }
    return {}


@web.middleware
async def refuse_nonsense(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer 400 to what cannot be read, such as a watermark that is no number."""
    try:
        return await handler(request)
    except ValueError as error:
        return problem(400, f"This cannot be read: {error}.")


async def meet(
    request: web.Request, faults: Mapping[FaultKind, Fault]
) -> web.StreamResponse | None:
    """Return what comes instead of the real answer, or None; waits first for a slow one.

    Raises Broken when the server breaks.
    """
    if FaultKind.NEVER_ANSWERS in faults:
        await asyncio.Event().wait()
    if FaultKind.SLOW in faults:
        await asyncio.sleep(faults[FaultKind.SLOW].seconds)
    if FaultKind.DROPS_CONNECTION in faults:
        raise Broken(dropped=True)
    if FaultKind.SERVER_ERROR in faults:
        raise Broken(dropped=False)
    if FaultKind.ENDLESS in faults:
        return await endless(request)
    if FaultKind.LOST_CONTEXT in faults:
        return problem(401, "Log in first.")
    if FaultKind.DEAD_LINK in faults:
        return problem(404, f"There is nothing at {request.path}.")
    return None


def spoiled(
    body: object, faults: Mapping[FaultKind, Fault], memory: Mapping[str, object]
) -> object:
    """Return a JSON body with what a wrong text or a leaked card puts into it, at `field`."""
    for kind in (FaultKind.WRONG_TEXT, FaultKind.LEAKED_CARD):
        fault = faults.get(kind)
        if fault:
            body = _with(body, fault.field.split("."), Template.parse(fault.text).value(memory))
    return body


def _with(body: object, path: list[str], value: object) -> object:
    """Return nested mappings and lists with one value replaced or added."""
    if not path:
        return value
    first, *rest = path
    if isinstance(body, list):
        items = list(body)
        items[int(first)] = _with(items[int(first)], rest, value)
        return items
    tree = dict(body) if isinstance(body, Mapping) else {}
    tree[first] = _with(tree.get(first), rest, value)
    return tree
