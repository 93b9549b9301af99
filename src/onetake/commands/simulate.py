"""`onetake simulate`: stand-ins for an api, a bot, a mailbox, an SMS gateway and a site."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from onetake.commands.exits import OK
from onetake.commands.show import as_json
from onetake.errors import UsageWrong
from onetake.flows.simulate import Addresses, Ports, StandIns, serve


def simulate(
    file: Path,
    *,
    fault: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    faultless: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    api_port: int = 0,
    bot_port: int = 0,
    mail_port: int = 0,
    smtp_port: int = 0,
    sms_port: int = 0,
    site_port: int = 0,
    identity_port: int = 0,
    json: Annotated[bool, Parameter(negative="", show_default=False)] = False,
) -> int:
    """Serve stand-ins for an api, a bot, mails, SMS and a site on this machine, until Ctrl-C.

    Parameters
    ----------
    file
        The YAML file that declares the business: customers, api, chat, mail, sms, site, faults.
    fault
        Switch on only this fault of the file; may be repeated. All are on when none is named.
    faultless
        Switch all faults off.
    api_port
        The api's port; 0 is any free one.
    bot_port
        The bot's port; 0 is any free one.
    mail_port
        The port of the mailbox's HTTP interface; 0 is any free one.
    smtp_port
        The port where mails are taken; 0 is any free one.
    sms_port
        The SMS gateway's port; 0 is any free one.
    site_port
        The site's port; 0 is any free one.
    identity_port
        The port where customers of the site may log in instead; 0 is any free one.
    json
        Print the addresses as one line of JSON.
    """
    if fault and faultless:
        raise UsageWrong("--fault and --faultless exclude each other", hint="give one of them")
    faults = fault if fault or faultless else None

    ports = Ports(api_port, bot_port, mail_port, smtp_port, sms_port, site_port, identity_port)
    tell = _tell_as_json if json else _tell
    serve(StandIns(file, faults, ports), tell)
    return OK


def _tell_as_json(stands: Addresses, on: tuple[str, ...]) -> None:
    print(as_json({"schema": 1, **asdict(stands), "faults": on}), flush=True)


def _tell(stands: Addresses, on: tuple[str, ...]) -> None:
    print(f"api   {stands.api}\nbot   {stands.bot_ws} and {stands.bot_http}")
    if stands.mail:
        print(f"mail  {stands.mail} (Mailpit and maildev) and {stands.smtp}")
    if stands.sms:
        print(f"sms   {stands.sms} (Twilio)")
    if stands.site:
        elsewhere = f"; to log in elsewhere: {stands.identity}" if stands.identity else ""
        print(f"site  {stands.site}{elsewhere}")
    print(f"faults that are on: {', '.join(on) or 'none'}\nstop with Ctrl-C", flush=True)
