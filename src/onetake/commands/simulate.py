"""`onetake simulate`: stand-ins for an api and a bot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.simulate import Addresses, StandIns, serve


def simulate(
    file: Path,
    *,
    fault: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    faultless: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    api_port: int = 0,
    bot_port: int = 0,
    json: Annotated[bool, Parameter(negative="", show_default=False)] = False,
) -> int:
    """Serve stand-ins for an api and a bot on this machine, until Ctrl-C.

    Parameters
    ----------
    file
        The YAML file that declares the business: customers, api, chat, faults.
    fault
        Switch on only this fault of the file; may be repeated. All are on when none is named.
    faultless
        Switch all faults off.
    api_port
        The api's port; 0 is any free one.
    bot_port
        The bot's port; 0 is any free one.
    json
        Print the addresses as one line of JSON.
    """
    if fault and faultless:
        raise UsageWrong("--fault and --faultless exclude each other", hint="give one of them")
    faults = fault if fault or faultless else None

    def ready(stands: Addresses, on: tuple[str, ...]) -> None:
        if json:
            document = {"schema": 1, "api": stands.api, "bot_http": stands.bot_http}
            print(as_json({**document, "bot_ws": stands.bot_ws, "faults": on}), flush=True)
            return
        print(f"api   {stands.api}\nbot   {stands.bot_ws} and {stands.bot_http}")
        print(f"faults that are on: {', '.join(on) or 'none'}\nstop with Ctrl-C", flush=True)

    serve(StandIns(file, faults, api_port, bot_port), ready)
    return OK
