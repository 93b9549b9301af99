"""The email channel against Postfix and Dovecot: mail as customers send and get it.

All journeys of this file are walked by one `onetake test --json`; nothing is mocked. Most runs have
a mailbox of their own at quay.example; anna's mailbox at harbor.example is shared by many.
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from company import company
from letters import PostOffice
from postoffice import PASSWORD
from shop import PIXEL, Shop
from walks import PASSED, Run, Walked, Walking, journey, told, walk
from wires import wire

SECRETS = {"MAIL": PASSWORD, "WRONG": "foghorn=9+rust"}
SMTP = """
company: help@quay.example
recipients: ["*@harbor.example"]
smtp:
  address: smtp://127.0.0.1:${environment.submission}
  user: ${run.id}@quay.example
  password: ${secret.mail}
"""
OWN = """
channel: email
user: ${run.id}@quay.example
password: ${secret.mail}
inbox: ${run.id}@quay.example
"""
FILES = {
    "onetake.yaml": """
programme: Harbor Shop
environments:
  dev:
    values: {deaf: 0, imap: 0, imaps: 0, smtp: 0, submission: 0, submissions: 0, shop: none}
secrets: {mail: {env: MAIL}, wrong: {env: WRONG}}
""",
    "systems/shop.yaml": "channel: api\naddress: ${environment.shop}\n",
    "systems/peer.yaml": f"""{OWN}{SMTP}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
every: 1h
""",
    "systems/secured.yaml": f"""{OWN}
address: imaps://127.0.0.1:${{environment.imaps}}
tls: {{ca: ca.pem}}
company: help@quay.example
smtp:
  address: smtps://127.0.0.1:${{environment.submissions}}
  user: ${{run.id}}@quay.example
  password: ${{secret.mail}}
""",
    "systems/open.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{starttls: false}}
""",
    "systems/deaf.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.deaf}}
tls: {{starttls: false}}
""",
    "systems/shared.yaml": """
channel: email
address: imap://127.0.0.1:${environment.imap}
tls: {ca: ca.pem}
user: anna@harbor.example
password: ${secret.mail}
inbox: anna+${run.id}@harbor.example
""",
    "systems/chloe.yaml": """
channel: email
address: imap://127.0.0.1:${environment.imap}
tls: {ca: ca.pem}
user: chloe@harbor.example
password: ${secret.mail}
inbox: ${persona.email}
""",
    "systems/expired.yaml": f"""{OWN}
address: imaps://localhost:${{environment.imaps}}
tls: {{ca: ca.pem}}
""",
    "systems/unknown.yaml": f"""{OWN}
address: imaps://127.0.0.1:${{environment.imaps}}
""",
    "systems/intruded.yaml": f"""{OWN.replace("secret.mail", "secret.wrong")}
address: imaps://127.0.0.1:${{environment.imaps}}
tls: {{ca: ca.pem}}
""",
    "systems/misled.yaml": f"""{OWN}{SMTP.replace("secret.mail", "secret.wrong")}
address: imaps://127.0.0.1:${{environment.imaps}}
tls: {{ca: ca.pem}}
""",
    "systems/unlogged.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
recipients: ["*@far.example"]
smtp: smtp://127.0.0.1:${{environment.smtp}}
""",
    "personas/chloe.yaml": "{name: Chloé, email: chloe@harbor.example}\n",
    "data/codes.csv": "code\n" + "\n".join(f"{100_000 + number}" for number in range(20)),
    "data/photo.txt": "a lighthouse at night",
}


def shop_of(office: PostOffice) -> Shop:
    """Return a shop whose mail Postfix takes."""

    def post(message: EmailMessage, to: str) -> None:
        office.send(message, to, "shop@harbor.example")

    return Shop(post, lambda: map(bytes, office.mails("help@quay.example")))


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest, postoffice: PostOffice) -> Walking:
    """Walk every journey of this file once."""

    def walking(folder: Path) -> Walked:
        shop = shop_of(postoffice)
        for year in (2003, 2090):
            shop.write({"to": "chloe@harbor.example", "text": "Now", "year": year})
        (folder / "data").mkdir()
        (folder / "data" / "card.png").write_bytes(PIXEL)
        files = {**FILES, "ca.pem": postoffice.ca.read_text(encoding="utf-8")}
        with (
            company(shop.deeds()) as address,
            wire(postoffice.ports["imap"], change=untold) as deaf,
        ):
            values = {**postoffice.ports, "deaf": deaf.port, "shop": address}
            options = [f"--set={name}={value}" for name, value in values.items()]
            return walk(folder, files, request.module, *options, secrets=SECRETS)

    return walking


def untold(said: bytes) -> bytes:
    """Return what Dovecot says without what it tells during IDLE."""
    return b"" if re.fullmatch(rb"(\* \d+ (EXISTS|RECENT)\r\n)+", said) else said


# What is received


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", subject: Hällo, text: On its way}}
- email.receive: on its way
  expect:
    subject: Hällo
    from: shop@harbor.example
    from_name: Harbor Shop
    to: ["${run.id}@quay.example"]
    header.delivered-to: ${run.id}@quay.example
    date: {matches: '^2026-05-04'}
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: It is there}}
- email.receive: It is there
""")
def test_dovecot_tells_of_a_mail_by_itself(run: Run) -> None:
    """Its next look would be in an hour; IDLE, on a connection secured by STARTTLS, is sooner."""
    assert told(run) == PASSED


@journey("""
systems: [secured, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: On its way}}
- email.receive: on its way
- email.send: {subject: Thanks, text: From me}
- until:
    expect: {json: {count: 1}}
    every: 50ms
    at_most: 20s
    steps:
    - api.post: {path: /letters, json: {from: "${run.id}@quay.example"}}
""")
def test_mail_goes_by_tls_from_the_first_byte(run: Run) -> None:
    """By imaps:// and smtps://, with an authority of one's own."""
    assert told(run) == PASSED


@journey("""
systems: [open, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: On its way}}
- email.receive: on its way
""")
def test_mail_goes_in_the_open_where_that_is_meant(run: Run) -> None:
    """Without TLS only because the system's file says so."""
    assert told(run) == PASSED


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /order, json: {to: "${run.id}@quay.example"}}
- email.receive: {subject: Your order, attachments: ["invoice*.csv"]}
  expect:
    attachments.names: [invoice größe.csv]
    attachments.0.text: {contains: "7;49.90"}
    images.0.name: logo.png
    images.0.shown: true
    images.0.alt: Harbor
- email.reply: Thank you
- email.forward: {to: help@quay.example, text: Look}
- email.send:
    subject: My card
    text: It is löst.
    html: '<p>It is löst: <img src="cid:card.png"></p>'
    attach: [data/photo.txt, data/card.png]
- until:
    expect: {json: {count: 2}}
    every: 50ms
    at_most: 20s
    steps:
    - api.post: {path: /letters, json: {from: "${run.id}@quay.example"}}
- api.post: {path: /letters, json: {from: "${run.id}@quay.example"}}
  expect:
    json.0.subject: "Fwd: Your order"
    json.0.text: {all: [Look, "https://shop.example/orders/7"]}
    json.0.files: {contains: invoice größe.csv}
    json.0.pictures: [true]
    json.1.subject: My card
    json.1.text: {equals: "It is löst.\\n"}
    json.1.files: {equals: {photo.txt: a lighthouse at night}}
    json.1.pictures: [true]
""")
def test_files_and_pictures_come_and_go(run: Run) -> None:
    """What the mail had goes on with it; a file of our own goes along."""
    assert told(run) == PASSED


@journey(r"""
data: data/codes.csv
systems: [shared, shop]
steps:
- api.post:
    path: /write
    json: {to: "anna+${run.id}@harbor.example", text: "code ${data.code}"}
- email.receive: {matches: 'code (?P<code>\d{6})', codes: {count: 1}}
- api.post: {path: /told, json: {code: "${code}"}}
  expect: {json: "${data.code}"}
""")
def test_everybody_gets_their_own(runs: list[Run]) -> None:
    """Twenty customers with plus addresses of one mailbox: each hears what was sent to them."""
    assert [told(run) for run in runs] == [PASSED] * 20


@journey("""
personas: [chloe]
systems: [chloe, shop]
steps:
- email.receive: {absent: true}
- api.post: {path: /write, json: {to: chloe@harbor.example, subject: New, text: Now, year: 2003}}
- email.receive: Now
  expect: {subject: New, date: {matches: '^2003'}}
""")
def test_what_lay_there_before_is_not_received(run: Run) -> None:
    """A mail from before the journey is old, whatever its Date says; so is a new one new."""
    assert told(run) == PASSED


@journey("""
systems: [peer, shop]
steps:
- api.post:
    path: /write
    json:
      to: ${run.id}@quay.example
      named: all-customers@far.example
      text: Dear customer
      headers:
        Authentication-Results: mail.harbor.example; spf=pass; dkim=fail; dmarc=none
        List-Unsubscribe: <https://shop.example/off>
- email.receive: Dear customer
  expect:
    spf: pass
    dkim: fail
    dmarc: none
    to: [all-customers@far.example]
    header.list-unsubscribe: <https://shop.example/off>
""")
def test_who_was_not_named_gets_it_too(run: Run) -> None:
    """A list names itself, and Dovecot writes down to whom it delivered."""
    assert told(run) == PASSED


@journey("""
systems: [peer, shop]
steps:
- email.receive: your ticket
  patience: 500ms
""")
def test_what_does_not_come_is_missed(run: Run) -> None:
    """Nobody wrote; the customer noticed."""
    assert told(run) == ("failed", "patience")


@journey("""
systems: [deaf, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: On its way}}
- email.receive: on its way
""")
def test_a_server_that_forgets_to_tell_is_asked(run: Run) -> None:
    """It offers IDLE and says nothing then, as behind some proxies; sooner or later we look."""
    assert told(run) == PASSED


# What comes back


@journey("""
systems: [peer, shop]
steps:
- email.send: {to: gone@harbor.example, subject: My card, text: It is lost.}
- email.receive: {subject: {contains: Undelivered}}
  expect:
    bounce: {equals: {status: 5.1.1, recipient: gone@harbor.example, action: failed,
      reason: "550 5.1.1 <gone@harbor.example> User doesn't exist: gone@harbor.example"}}
    attachments.0.type: message/rfc822
    attachments.0.text: {contains: It is lost.}
- email.send: {to: full@harbor.example, subject: My card, text: It is lost.}
- email.receive: {subject: {contains: Undelivered}}
  expect: {bounce.status: 5.2.2, bounce.recipient: full@harbor.example}
""")
def test_what_could_not_be_delivered_comes_back(run: Run) -> None:
    """Who is unknown, and whose mailbox is full, with Postfix' words."""
    assert told(run) == PASSED


# What goes wrong


@journey("""
systems: [expired]
steps:
- email.receive: anything
""")
def test_an_expired_certificate_is_noticed(run: Run) -> None:
    """A mailbox that may be somebody else's is not logged in to."""
    assert told(run) == ("unknown", "certificate")
    assert "expired" in run["reason"]


@journey("""
systems: [unknown]
steps:
- email.receive: anything
""")
def test_an_authority_nobody_knows_is_noticed(run: Run) -> None:
    """Without the authority in the system's file, its word is worth nothing."""
    assert told(run) == ("unknown", "certificate")


@journey("""
systems: [intruded]
steps:
- email.receive: anything
""")
def test_a_wrong_password_cannot_tell(run: Run) -> None:
    """It is our mistake, and the reason says where to look."""
    assert told(run) == ("unknown", "mailbox.login")
    assert "user and password" in run["reason"]


@journey("""
systems: [misled]
steps:
- email.send: It is lost.
""")
def test_a_wrong_password_for_sending_cannot_tell(run: Run) -> None:
    """The mailbox opens; Postfix does not take the mail."""
    assert told(run) == ("unknown", "smtp.login")


@journey("""
systems: [unlogged]
steps:
- email.send: {to: somebody@far.example, text: It is lost.}
""")
def test_a_mail_that_is_refused_is_noticed(run: Run) -> None:
    """Without a login, Postfix takes mail for its own customers alone."""
    assert told(run) == ("failed", "smtp.refused")
    assert "Relay access denied" in run["reason"]


def test_no_password_is_kept(walked: Walked) -> None:
    """Neither in the ledger nor in the evidence, which has what servers said."""
    kept = walked.kept()
    assert b"Relay access denied" in kept
    assert [secret for secret in SECRETS.values() if secret.encode() in kept] == []
