"""Starts Harbor Bank, as one environment has it, on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from onetake.demo.planted import PLANTED, Planted
from onetake.simulate.load import load
from onetake.simulate.server import running

PROGRAMME = Path(__file__).parent / "programme"
BANK = Path(__file__).parent / "bank.yaml"


@dataclass(frozen=True, slots=True)
class RunningBank:
    """A bank that answers: its values for `--set`, what is planted in it, and how to stop it.

    `values` holds the addresses: `bank`, the api's; `bot`; `mail` and `smtp`, the mailbox's to
    look into and to write to; `sms`, the gateway's; `site` and `id`, where its customers may log
    in instead.
    """

    values: Mapping[str, str]
    planted: tuple[Planted, ...]
    stop: Callable[[], Awaitable[None]]


@asynccontextmanager
async def start(environment: str, *, mended: bool = False) -> AsyncIterator[RunningBank]:
    """Serve the bank of an environment until the block ends, or `stop` is called.

    `mended`: without the faults planted there. Raises ValueError for an environment that Harbor
    Bank does not have.
    """
    if environment not in PLANTED:
        raise ValueError(f"Harbor Bank has no {environment!r}, only {', '.join(PLANTED)}")
    planted = () if mended else PLANTED[environment]
    async with AsyncExitStack() as stack:
        stands = await stack.enter_async_context(
            running(load(BANK), [item.fault for item in planted])
        )
        values = {
            "bank": stands.api,
            "bot": stands.bot_ws,
            "mail": stands.mail,
            "smtp": stands.smtp,
            "sms": stands.sms,
            "site": stands.site,
            "id": stands.identity,
        }
        yield RunningBank(values, planted, stack.aclose)
