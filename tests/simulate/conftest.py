"""A small shop to be served, with or without faults."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import aiohttp
import pytest

from onetake.simulate.declared import Simulation
from onetake.simulate.faults import Fault
from onetake.simulate.load import load
from onetake.simulate.server import Running, running

SHOP = Path(__file__).parent / "business.yaml"
Serve = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def shop() -> Simulation:
    """Return the shop as its file declares it."""
    return load(SHOP)


@pytest.fixture
def serve(shop: Simulation) -> Serve:
    """Return what serves the shop with the faults given."""
    return lambda *faults: running(shop, faults)


@pytest.fixture
async def client():
    """Yield a customer's browser, which keeps cookies."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield session


@pytest.fixture
def fault() -> Callable[..., Fault]:
    """Return a maker of faults."""

    def make(kind: str, where: str, **more: object) -> Fault:
        return Fault("F-1", kind, where, **more)  # type: ignore[arg-type]

    return make
