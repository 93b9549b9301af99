"""The email channel when a Dovecot of its own is restarted, cut off, renumbered, or says little.

All journeys of this file are walked by one `onetake test --json`, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from company import company
from letters import PostOffice, post_office
from postoffice import PASSWORD
from test_postoffice import OWN, shop_of
from walks import PASSED, Run, Walked, journey, told, walk
from wires import Wire, wire

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
    "systems/slow.yaml": f"""{OWN}
address: imap://127.0.0.1:${{environment.slow}}
tls: {{starttls: false}}
every: 100ms
""",
}
LONG = "A lighthouse keeper counts the waves. " * 5000


@dataclass
class Story:
    """What was walked, and the wires that the journeys used."""

    walked: Walked
    cut: Wire
    slow: Wire


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    """Give a post office that nobody else uses."""
    with post_office(tmp_path_factory.mktemp("own")) as own:
        yield own


@pytest.fixture(scope="module")
def story(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    office: PostOffice,
) -> Story:
    """Walk every journey of this file once."""

    def renumber(asked: dict[str, Any]) -> None:
        maildir = office.maildir(asked["user"])
        for file in (*maildir.glob("dovecot*"), *maildir.glob("*/dovecot*")):
            file.unlink()

    deeds = {
        **shop_of(office).deeds(),
        "restart": lambda _: office.restart_dovecot(),
        "renumber": renumber,
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
        folder = tmp_path_factory.mktemp("troubles")
        walked = walk(folder, files, request.module, *options, secrets={"MAIL": PASSWORD})
        return Story(walked, cut, slow)


@pytest.fixture
def run(request: pytest.FixtureRequest, story: Story) -> Run:
    """Return the only run of this test's journey."""
    [only] = story.walked.runs(request.function)
    return only


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
def test_a_connection_breaks_while_a_mail_comes(run: Run, story: Story) -> None:
    """Twice it breaks; the mail is heard whole, and once."""
    assert told(run) == PASSED
    assert story.cut.connections == 3


@journey("""
systems: [slow, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: One}}
- email.receive: One
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: Two}}
- email.receive: Two
""")
def test_a_server_that_does_not_tell_is_asked(run: Run, story: Story) -> None:
    """Without IDLE the channel looks again and again, on one connection."""
    assert told(run) == PASSED
    assert story.slow.connections == 1


@journey("""
systems: [peer, shop]
steps:
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: One}}
- email.receive: One
- api.post: {path: /renumber, json: {user: "${run.id}@quay.example"}}
  expect: {status: 200}
- api.post: {path: /write, json: {to: "${run.id}@quay.example", text: Two}}
- email.receive: Two
""")
def test_a_mailbox_made_anew_cannot_tell(run: Run) -> None:
    """With another UIDVALIDITY, nobody knows which mails are new."""
    assert told(run) == ("unknown", "mailbox.changed")
    assert [step["verdict"] for step in run["steps"]] == ["passed"] * 4 + ["unknown"]
