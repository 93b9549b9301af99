"""The email channel when a Dovecot of its own is restarted, cut off, made anew, or says little.

All journeys of this file are walked by one `onetake test --json`, one after the other.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from company import company
from letters import PostOffice, post_office
from postoffice import PASSWORD
from shop import mail
from test_postoffice import OWN, shop_of
from walks import PASSED, Run, Walked, Walking, journey, told, walk
from wires import wire

CLERK = "clerk@quay.example"
FILES = {
    "onetake.yaml": """
programme: Harbor Shop
environments:
  dev: {values: {imap: 0, cut: 0, slow: 0, shop: none}}
secrets: {mail: {env: MAIL}}
""",
    "systems/shop.yaml": "channel: api\naddress: ${environment.shop}\n",
    "systems/peer.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
quiet: 1s
""",
    "systems/cut.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.cut}}
tls: {{starttls: false}}
quiet: 1s
""",
    "systems/folder.yaml": f"""{OWN.replace("${run.id}@quay.example", CLERK)}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
folder: Orders
""",
    "systems/slow.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.slow}}
tls: {{starttls: false}}
every: 100ms
""",
}
LONG = "A lighthouse keeper counts the waves. " * 5000


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest) -> Walking:
    """Walk every journey of this file once, at a post office that nobody else uses."""

    def walking(folder: Path) -> Walked:
        with post_office(folder / "own") as office:
            return disturbed(office, folder, request.module)

    return walking


def disturbed(office: PostOffice, folder: Path, tests: ModuleType) -> Walked:
    """Walk while a company disturbs the post office; note how many connections were made."""

    def remake(_: dict[str, Any]) -> None:
        with office.mailbox(CLERK) as server:
            server.delete("Orders")
            server.create("Orders")
            server.append("Orders", "", "", bytes(mail(CLERK, "Order", "Two")))

    with office.mailbox(CLERK) as server:
        server.create("Orders")
    deeds = {
        **shop_of(office).deeds(),
        "restart": lambda _: office.restart_dovecot(),
        "remake": remake,
    }
    files = {**FILES, "ca.pem": office.ca.read_text(encoding="utf-8")}
    imap = office.ports["imap"]
    with (
        company(deeds) as shop,
        wire(imap, cuts=[50_000, 100_000]) as cut,
        wire(imap, change=lambda said: said.replace(b" IDLE", b"")) as slow,
    ):
        values = {"imap": imap, "cut": cut.port, "slow": slow.port, "shop": shop}
        options = ["--jobs=1", *(f"--set={name}={value}" for name, value in values.items())]
        walked = walk(folder, files, tests, *options, secrets={"MAIL": PASSWORD})
        return replace(walked, noted={"cut": cut.connections, "slow": slow.connections})


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", subject: First, text: One}}
- email.receive: {subject: First}
- api.post: {path: /restart, json: {}}
  expect: {status: 200}
- api.post: {path: /write, json: {to: "${run.id}@quay.example", subject: Second, text: Two}}
- email.receive: {subject: {equals: Second}}
- email.receive: {absent: true}
""")
def test_dovecot_is_restarted_in_the_middle(run: Run) -> None:
    """The mail that came before is not heard again, the one that came after is."""
    assert told(run) == PASSED


@journey(f"""
systems: [cut, shop]
steps:
- api.post: {{path: /write, json: {{to: "${{run.id}}@quay.example", text: "{LONG}"}}}}
- email.receive: lighthouse
  expect: {{size: {{at_least: {len(LONG)}}}, notes: []}}
- email.receive: {{absent: true}}
""")
def test_a_connection_breaks_while_a_mail_comes(run: Run, walked: Walked) -> None:
    """Twice it breaks; the mail is heard whole, and once."""
    assert told(run) == PASSED
    assert walked.noted["cut"] == 3


@journey("""
systems: [slow, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: One}}
- email.receive: One
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: Two}}
- email.receive: Two
""")
def test_a_server_that_does_not_tell_is_asked(run: Run, walked: Walked) -> None:
    """Without IDLE the channel looks again and again, on one connection."""
    assert told(run) == PASSED
    assert walked.noted["slow"] == 1


@journey("""
systems: [folder, shop]
steps:
- api.post: {path: /remake, json: {}}
  expect: {status: 200}
- email.receive: Two
""")
def test_a_folder_made_anew_cannot_tell(run: Run) -> None:
    """With another UIDVALIDITY, nobody knows which mails are new."""
    assert told(run) == ("unknown", "mailbox.changed")
