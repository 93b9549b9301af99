"""Customers who move between channels: the shop's API, a mail, a text message, and back.

All journeys of this file are walked by one `onetake test --json`, on a real json-server, Postfix,
Dovecot and Kannel.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from company import company
from letters import PostOffice
from phones import Switchboard
from postoffice import PASSWORD as MAIL
from shop import mail
from switchboard import PASSWORD as KANNEL
from switchboard import USER
from walks import PASSED, Run, Walked, Walking, journey, told, walk

from onetake.testing.served import free_port

SHOP = "+494055500"
CUSTOMERS, PHONE = 6, "+4916055501"
FILES = {
    "onetake.yaml": """
programme: Harbor Shop
environments:
  dev: {values: {shop: none, desk: none, imap: 0, smtp: 0, sms: none, hook: 0}}
secrets:
  mail: {env: MAIL}
  kannel: {env: KANNEL}
  hook: {env: HOOK}
""",
    "systems/shop.yaml": "channel: api\naddress: ${environment.shop}\n",
    "systems/desk.yaml": "channel: api\naddress: ${environment.desk}\n",
    "systems/mailbox.yaml": """
channel: email
address: imap://127.0.0.1:${environment.imap}
tls: {ca: ca.pem}
user: ${run.id}@quay.example
password: ${secret.mail}
inbox: ${run.id}@quay.example
company: desk@quay.example
recipients: [shop@harbor.example]
smtp: smtp://127.0.0.1:${environment.smtp}
""",
    "systems/phone.yaml": f"""
channel: sms
address: ${{environment.sms}}
gateway: kannel
account: {USER}
password: ${{secret.kannel}}
number: ${{data.phone}}
company: "{SHOP}"
webhook: {{listen: "127.0.0.1:${{environment.hook}}", secret: "${{secret.hook}}"}}
""",
    "data/customers.csv": "name,phone,code\n"
    + "\n".join(f"Customer {n},{PHONE}{n:02},{482_900 + n}" for n in range(CUSTOMERS)),
    "data/late.csv": f"phone\n{PHONE}99",
    "parts/order.yaml": """
needs: [status]
steps:
- phase: Order
  name: Order
  api.post: {path: /orders, json: {status: "${status}", by: "${data.name}"}}
  system: shop
  expect: {status: 201}
  keep: {order: json.id}
""",
}


class Desk:
    """The company's desk: confirms orders by mail and by SMS, and tells what came back."""

    def __init__(self, office: PostOffice, board: Switchboard, shop: str) -> None:
        self._office = office
        self._board = board
        self._shop = shop

    def confirm(self, asked: dict[str, Any]) -> None:
        """Mail a link to the order and text the code that confirms it."""
        link = f"{self._shop}/orders/{asked['order']}"
        message = mail(asked["to"], "Confirm your order", f"Please look: {link}")
        message.add_alternative(f'<p>Please <a href="{link}">look at it</a></p>', subtype="html")
        self._office.send(message, asked["to"], "shop@harbor.example")
        self._board.hand(SHOP, asked["phone"], f"{asked['code']} is your code for Harbor Shop")

    def texts(self, asked: dict[str, Any]) -> list[str]:
        """Return what the shop's telephone got from a number."""
        return [each.text for each in self._board.got(SHOP) if each.sender == asked["from"]]

    def letters(self, asked: dict[str, Any]) -> int:
        """Return how many mails the desk got from somebody."""
        mails = self._office.mails("desk@quay.example")
        return sum(asked["from"] in each["From"] for each in mails)


@pytest.fixture(scope="module")
def walking(
    request: pytest.FixtureRequest,
    postoffice: PostOffice,
    switchboard: Switchboard,
    jsonserver: str,
) -> Walking:
    """Walk every journey of this file once."""

    def walking(folder: Path) -> Walked:
        desk = Desk(postoffice, switchboard, jsonserver)
        hook = free_port()
        for number in (*range(CUSTOMERS), 99):
            address = f"http://127.0.0.1:{hook}/sms?secret=s3cret-of-the-hook"
            switchboard.lead(f"{PHONE}{number:02}", address)
        deeds = {name: getattr(desk, name) for name in ("confirm", "texts", "letters")}
        files = {**FILES, "ca.pem": postoffice.ca.read_text(encoding="utf-8")}
        with company(deeds) as address:
            values = {
                "shop": jsonserver,
                "desk": address,
                "imap": postoffice.ports["imap"],
                "smtp": postoffice.ports["smtp"],
                "sms": switchboard.address,
                "hook": hook,
            }
            options = [f"--set={name}={value}" for name, value in values.items()]
            secrets = {"MAIL": MAIL, "KANNEL": KANNEL, "HOOK": "s3cret-of-the-hook"}
            return walk(folder, files, request.module, *options, secrets=secrets)

    return walking


@journey(r"""
systems: [shop, desk, mailbox, phone]
data: data/customers.csv
effort: {turns: 6, repeats: 0}
steps:
- include: {part: order, with: {status: new}}
- phase: Confirm
  api.post:
    path: /confirm
    json:
      order: ${order}
      to: ${run.id}@quay.example
      phone: ${data.phone}
      code: ${data.code}
  system: desk
  expect: {status: 200}
- email.receive: {subject: Confirm your order}
  expect: {links: {count: 1}}
  keep: {link: links.0.url}
- api.get: ${link}
  system: shop
  expect: {status: 200, json.status: new, json.by: "${data.name}"}
- sms.receive: {matches: '(?P<code>\d{6}) is your code', from: "+494055500"}
  expect: {codes: ["${data.code}"]}
- api.patch: {path: "/orders/${order}", json: {status: confirmed, code: "${code}"}}
  system: shop
  expect: {json.code: "${data.code}"}
- phase: Thank
  sms.send: Thank you, ${data.name}
- sms.report: delivered
- email.reply: Thank you
- until:
    expect: {json: ["Thank you, ${data.name}"]}
    every: 50ms
    at_most: 20s
    steps:
    - api.post: {path: /texts, json: {from: "${data.phone}"}}
      system: desk
always:
- api.delete: /orders/${order}
  system: shop
""")
def test_a_link_from_a_mail_and_a_code_from_a_text_confirm_an_order(runs: list[Run]) -> None:
    """Six customers at once, each with a mail, a telephone and an order of their own."""
    assert [told(run) for run in runs] == [PASSED] * CUSTOMERS


@journey(r"""
systems: [shop, desk, mailbox, phone]
data: data/late.csv
steps:
- api.post:
    path: /confirm
    json: {order: 0, to: "${run.id}@quay.example", phone: "${data.phone}", code: "111222"}
  system: desk
- sms.receive: {matches: '(?P<code>\d{6}) is your code'}
- email.receive: {subject: Confirm your order}
  keep: {link: links.0.url}
- api.get: ${link}
  system: shop
  expect: {status: 200}
- sms.send: The link is dead
""")
def test_a_link_that_leads_nowhere_is_noticed(run: Run) -> None:
    """Both messages came; what the mail promised is not there, and nothing more is said."""
    assert told(run) == ("failed", "expect.status")
    assert run["reason"].startswith("status is 404; expected 200")
    assert [step["verdict"] for step in run["steps"]] == ["passed"] * 3 + ["failed", "skipped"]
