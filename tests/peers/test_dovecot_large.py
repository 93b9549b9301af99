"""The email channel where there is much: 50,000 mails, a mail of 30 MB, 200 lines at once.

All journeys of this file are walked by one `onetake test --json`; Dovecot's own log tells how much
was fetched from it, and how often somebody logged in.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from company import company
from letters import PostOffice, until
from postoffice import PASSWORD
from shop import mail
from test_postoffice import OWN, shop_of
from walks import PASSED, Run, Walked, Walking, journey, told, walk

BIG, MANY, HEAVY, LINES = "archive@quay.example", 50_000, 30_000_000, 200
ALIKE = 5_000
"""How many names one file may have; file systems allow some ten thousands."""

FILES = {
    "onetake.yaml": """
programme: Harbor Shop
environments:
  dev: {values: {imap: 0, shop: none}}
secrets: {mail: {env: MAIL}}
""",
    "systems/shop.yaml": "channel: api\naddress: ${environment.shop}\n",
    "systems/archive.yaml": f"""{OWN.replace("${run.id}@quay.example", BIG)}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
""",
    "systems/peer.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
largest: 60MB
""",
    "systems/cutting.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.imap}}
tls: {{ca: ca.pem}}
largest: 1MB
""",
    "systems/counter.yaml": """
channel: email
address: imap://127.0.0.1:${environment.imap}
tls: {ca: ca.pem}
user: counter@quay.example
password: ${secret.mail}
inbox: counter+${run.id}@quay.example
""",
    "data/numbers.csv": "\n".join(["number", *map(str, range(LINES))]),
}


def fill(office: PostOffice, user: str, count: int) -> None:
    """Put many mails into a user's inbox, as files that share their contents."""
    maildir = office.maildir(user)
    made = [maildir, *maildir.parents[:3], *(maildir / name for name in ("cur", "new", "tmp"))]
    for folder in made[-3:]:
        folder.mkdir(parents=True)
    for number in range(count):
        name = maildir / "new" / f"1700000000.M{number}P1.archive"
        if number % ALIKE:
            os.link(made[-1], name)
            continue
        text = f"To: {user}\r\nSubject: Old news {number}\r\n\r\nNothing new.\r\n"
        name.write_text(text, encoding="utf-8", newline="")
        made.append(name)
    owner = office.home.stat()
    for path in made:
        os.chown(path, owner.st_uid, owner.st_gid)
    with office.mailbox(user):
        pass  # so that Dovecot knows them, as it does of a mailbox that has grown


def sessions(office: PostOffice, user: str) -> list[dict[str, int]]:
    """Return what each IMAP session of a user that has ended fetched, as Dovecot counts."""
    log = (office.home / "dovecot.log").read_text(encoding="utf-8")
    ended = re.findall(rf"imap\({re.escape(user)}\).*Disconnected: (.*)", log)
    return [{name: int(n) for name, n in re.findall(r"(\w+)=(\d+)", each)} for each in ended]


@pytest.fixture(scope="module")
def walking(request: pytest.FixtureRequest, postoffice: PostOffice) -> Walking:
    """Walk every journey of this file once."""
    shop = shop_of(postoffice)
    together = Barrier(LINES, timeout=60)

    def heavy(asked: dict[str, Any]) -> str:
        message = mail(asked["to"], "Your scan", "Please see the file.")
        scan = random.Random(7).randbytes(HEAVY)
        message.add_attachment(scan, "application", "octet-stream", filename="scan.bin")
        postoffice.send(message, asked["to"])
        return hashlib.sha256(scan).hexdigest()

    def walking(folder: Path) -> Walked:
        fill(postoffice, BIG, MANY)
        files = {**FILES, "ca.pem": postoffice.ca.read_text(encoding="utf-8")}
        deeds = {**shop.deeds(), "heavy": heavy, "meet": lambda _: together.wait()}
        with company(deeds) as address:
            values = {"imap": postoffice.ports["imap"], "shop": address}
            options = [f"--jobs={LINES + 3}", *(f"--set={n}={v}" for n, v in values.items())]
            return walk(folder, files, request.module, *options, secrets={"MAIL": PASSWORD})

    return walking


@journey(f"""
systems: [archive, shop]
steps:
- api.post: {{path: /write, json: {{to: {BIG}, text: Something new}}}}
- email.receive: Something new
""")
def test_one_mail_is_found_among_fifty_thousand(runs: list[Run], postoffice: PostOffice) -> None:
    """Of all others, Dovecot gave out nothing."""
    assert [told(run) for run in runs] == [PASSED]
    [_, session] = until(lambda: sessions(postoffice, BIG)[1:] and sessions(postoffice, BIG))
    assert (session["hdr_count"], session["body_count"]) == (1, 1)
    assert session["out"] < 10_000


@journey(f"""
systems: [peer, shop]
steps:
- api.post: {{path: /heavy, json: {{to: "${{run.id}}@quay.example"}}}}
  expect: {{status: 200}}
  keep: {{sum: json}}
- email.receive: {{attachments: [scan.bin]}}
  expect:
    attachments.0.size: {HEAVY}
    attachments.0.sha256: ${{sum}}
    notes: []
""")
def test_a_large_mail_comes_whole(runs: list[Run]) -> None:
    """Thirty megabytes, through Postfix and Dovecot, byte for byte."""
    assert [told(run) for run in runs] == [PASSED]


@journey("""
systems: [cutting, shop]
steps:
- api.post: {path: /heavy, json: {to: "${run.id}@quay.example"}}
- email.receive: Please see the file
  expect: {notes: {contains: cut}, size: {at_least: 40000000}}
""")
def test_of_a_large_mail_the_beginning_is_enough(runs: list[Run], postoffice: PostOffice) -> None:
    """No more is fetched than the system's file allows."""
    assert [told(run) for run in runs] == [PASSED]


@journey("""
data: data/numbers.csv
systems: [counter, shop]
steps:
- api.post: {path: /meet, json: {}}
  expect: {status: 200}
  patience: 60s
- api.post:
    path: /write
    json: {to: "counter+${run.id}@quay.example", text: "No. ${data.number}."}
- email.receive: No. ${data.number}.
""")
def test_two_hundred_customers_share_a_mailbox(runs: list[Run], postoffice: PostOffice) -> None:
    """All listen at once, over one connection, and each hears what was sent to them."""
    assert [told(run) for run in runs] == [PASSED] * LINES
    assert len(until(lambda: sessions(postoffice, "counter@quay.example"))) == 1
