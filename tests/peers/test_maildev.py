"""The email channel against maildev 2: mails that a company sends, received by HTTP.

All journeys of this file are walked by one `onetake test --json`; nothing is mocked. Every run has
an address of its own, since maildev keeps the mails of everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from urllib.request import urlopen

import pytest
from company import company
from shop import Shop
from walks import PASSED, Run, Walked, Walking, journey, told, walk

FILES = {
    "onetake.yaml": """
programme: Harbor Shop
environments:
  dev: {values: {catcher: none, smtp: none, shop: none}}
""",
    "systems/peer.yaml": """
channel: email
address: ${environment.catcher}
catcher: maildev
inbox: ${run.id}@harbor.example
company: help@harbor.example
recipients: ["*@harbor.example"]
smtp: ${environment.smtp}
""",
    "systems/shop.yaml": """
channel: api
address: ${environment.shop}
""",
    "systems/anna.yaml": """
channel: email
address: ${environment.catcher}
catcher: maildev
inbox: ${persona.email}
""",
    "personas/anna.yaml": "{name: Anna, email: anna@harbor.example}\n",
    "data/codes.csv": "code\n" + "\n".join(f"{100_000 + number}" for number in range(10)),
    "data/photo.txt": "a lighthouse at night",
}


def shop_of(ports: dict[str, int]) -> Shop:
    """Return a shop whose mail maildev takes."""
    shown = f"http://127.0.0.1:{ports['http']}/email"

    def post(message: EmailMessage, to: str) -> None:
        with SMTP("127.0.0.1", ports["smtp"]) as server:
            server.send_message(message, to_addrs=[to])

    def letters() -> Iterator[bytes]:
        for each in json.loads(fetched(shown)):
            yield fetched(f"{shown}/{each['id']}/source")

    return Shop(post, letters)


def fetched(address: str) -> bytes:
    """Return what is at an address."""
    with urlopen(address, timeout=10) as answer:
        return bytes(answer.read())


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest, maildev: dict[str, int]) -> Walking:
    """Walk every journey of this file once."""

    def walking(folder: Path) -> Walked:
        shop = shop_of(maildev)
        for year in (2003, 2090):
            shop.write({"to": "anna@harbor.example", "text": "Now", "year": year})
        with company(shop.deeds()) as address:
            values = {
                "catcher": f"http://127.0.0.1:{maildev['http']}",
                "smtp": f"smtp://127.0.0.1:{maildev['smtp']}",
                "shop": address,
            }
            options = [f"--set={name}={value}" for name, value in values.items()]
            return walk(folder, FILES, request.module, *options)

    return walking


# What is received


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@harbor.example", subject: Hällo, text: On its way}}
- email.receive: on its way
  expect:
    subject: Hällo
    from: shop@harbor.example
    from_name: Harbor Shop
    to: ["${run.id}@harbor.example"]
    header.subject: Hällo
""")
def test_a_mail_is_received(run: Run) -> None:
    """What the company sends to the customer's address is heard."""
    assert told(run) == PASSED


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /order, json: {to: "${run.id}@harbor.example"}}
- email.receive: {subject: Your order, attachments: ["invoice*.csv"]}
  expect:
    attachments.names: [invoice größe.csv]
    attachments.0.type: text/csv
    attachments.0.text: {contains: "7;49.90"}
    links.urls: {contains: "https://shop.example/orders/7"}
    images.0.name: logo.png
    images.0.shown: true
    images.0.alt: Harbor
    images.0.type: image/png
  keep: {link: links.0.url}
- api.post: {path: /told, json: {link: "${link}"}}
  expect: {json: "https://shop.example/orders/7"}
""")
def test_files_pictures_and_links_come_along(run: Run) -> None:
    """The attachment, the picture that the HTML shows, and what can be clicked."""
    assert told(run) == PASSED


@journey(r"""
systems: [peer, shop]
data: data/codes.csv
steps:
- api.post: {path: /write, json: {to: "${run.id}@harbor.example", text: "code ${data.code}"}}
- email.receive: {matches: 'code (?P<code>\d{6})', codes: {count: 1}}
- api.post: {path: /told, json: {code: "${code}"}}
  expect: {json: "${data.code}"}
- api.post: {path: /write, json: {to: "${run.id}+shop@harbor.example", text: for a plus address}}
- email.receive: for a plus address
""")
def test_everybody_gets_their_own(runs: list[Run]) -> None:
    """Ten customers of one catcher at once: each hears what was sent to them alone."""
    assert [told(run) for run in runs] == [PASSED] * 10


@journey("""
systems: [anna, shop]
personas: [anna]
steps:
- email.receive: {absent: true}
- api.post: {path: /write, json: {to: anna@harbor.example, subject: New, text: Now, year: 2003}}
- email.receive: Now
  expect: {subject: New, date: {matches: '^2003'}}
""")
def test_what_lay_there_before_is_not_received(run: Run) -> None:
    """A mail from before the journey is old, whatever its Date says; so is a new one new."""
    assert told(run) == PASSED


@journey("""
systems: [peer, shop]
steps:
- email.receive: your ticket
  patience: 1s
""")
def test_what_does_not_come_is_missed(run: Run) -> None:
    """Nobody wrote; the customer noticed."""
    assert told(run) == ("failed", "patience")


# What is sent


@journey("""
systems: [peer, shop]
steps:
- email.send: {subject: My card, text: It is löst., attach: data/photo.txt}
- api.post: {path: /letters, json: {from: "${run.id}@harbor.example"}}
  expect:
    json.0.to: help@harbor.example
    json.0.subject: My card
    json.0.text: {equals: "It is löst.\\n"}
    json.0.files: {equals: {photo.txt: a lighthouse at night}}
""")
def test_a_mail_is_sent(run: Run) -> None:
    """The company finds it with its file, and who sent it."""
    assert told(run) == PASSED


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /order, json: {to: "${run.id}@harbor.example"}}
- email.receive: {subject: Your order}
- email.reply: Thank you
- email.forward: {to: friend@harbor.example, text: Look}
- api.post: {path: /letters, json: {from: "${run.id}@harbor.example"}}
  expect:
    json.0.to: friend@harbor.example
    json.0.subject: "Fwd: Your order"
    json.0.text: {all: [Look, "https://shop.example/orders/7"]}
    json.0.files: {contains: invoice größe.csv}
    json.1.to: shop@harbor.example
    json.1.subject: "Re: Your order"
    json.1.text: {matches: "^Thank you"}
""")
def test_a_mail_is_answered_and_passed_on(run: Run) -> None:
    """The answer quotes it, the copy has its file."""
    assert told(run) == PASSED
