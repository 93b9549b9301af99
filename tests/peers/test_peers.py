"""The peers answer, are shared, and are gone when the last one who used them is."""

from __future__ import annotations

import json
import subprocess
import sys
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from smtplib import SMTP
from threading import Thread
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from install import alone
from keeper import peer
from letters import PostOffice, post_office, until
from phones import Switchboard
from ports import listening
from switchboard import PASSWORD, USER


def letter(subject: str) -> EmailMessage:
    """Return a small mail."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content("Hello.")
    return mail


def ask(address: str, body: object = None) -> object:
    """Ask an address, with a JSON body when one is given, and return the JSON it answers."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(address, data, {"content-type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_httpbin_says_what_it_was_asked(httpbin: str) -> None:
    """httpbin answers with the query it got."""
    answer = ask(f"{httpbin}/get?customer=anna")
    assert isinstance(answer, dict)
    assert answer["args"] == {"customer": "anna"}


def test_jsonserver_keeps_what_it_is_told(jsonserver: str) -> None:
    """json-server stores a row and gives it back."""
    made = ask(f"{jsonserver}/orders", {"status": "new"})
    assert isinstance(made, dict)
    assert ask(f"{jsonserver}/orders/{made['id']}") == {"status": "new", "id": made["id"]}


def test_opsdroid_opens_a_conversation(opsdroid: str) -> None:
    """opsdroid gives each customer a socket of their own."""
    answer = ask(f"{opsdroid}/connector/websocket", {})
    assert isinstance(answer, dict)
    assert answer["socket"]


def test_maildev_shows_what_is_sent(maildev: dict[str, int]) -> None:
    """A mail taken by SMTP is shown by HTTP."""
    with SMTP("127.0.0.1", maildev["smtp"]) as server:
        server.sendmail("shop@harbor.example", "ada@harbor.example", "Subject: Hello\r\n\r\nAda")
    shown = ask(f"http://127.0.0.1:{maildev['http']}/email")
    assert isinstance(shown, list)
    assert ("Hello", "Ada\n") in [(mail.get("subject"), mail.get("text")) for mail in shown]


def test_postfix_hands_a_mail_to_dovecot(postoffice: PostOffice) -> None:
    """A mail to a plus address lies in the mailbox that is read by IMAP."""
    postoffice.send(letter("Welcome"), "smoke+shop@quay.example")
    [mail] = until(lambda: postoffice.mails("smoke@quay.example"))
    assert (mail["Subject"], mail["Delivered-To"]) == ("Welcome", "smoke+shop@quay.example")


@pytest.mark.parametrize(("to", "status"), [("full", "5.2.2"), ("gone", "5.1.1")])
def test_what_cannot_be_delivered_comes_back(postoffice: PostOffice, to: str, status: str) -> None:
    """Postfix tells the sender, in the form of a delivery report, who did not get it."""
    sender = f"sender-to-{to}@quay.example"
    postoffice.send(letter("Welcome"), f"{to}@harbor.example", sender)
    [mail] = until(lambda: postoffice.mails(sender))
    assert mail.get_content_type() == "multipart/report"
    assert f"Status: {status}" in mail.as_string()


def test_mail_for_nobody_is_mail_for_everyone(postoffice: PostOffice) -> None:
    """Who has no mailbox of their own at harbor.example is caught."""
    postoffice.send(letter("A stranger's"), "stranger@harbor.example")
    caught = until(lambda: postoffice.mails("everyone@harbor.example"))
    assert "A stranger's" in [mail["Subject"] for mail in caught]


def test_dovecot_is_restarted(tmp_path: Path) -> None:
    """Its mailboxes are the same afterwards."""
    with post_office(tmp_path) as own:
        own.send(letter("Before"), "anna@harbor.example")
        until(lambda: own.mails("anna@harbor.example"))
        own.restart_dovecot()
        assert [mail["Subject"] for mail in own.mails("anna@harbor.example")] == ["Before"]
    with alone(tmp_path / "postoffice" / "keeper"):
        assert not own.home.exists()


def test_nothing_is_left_of_a_run_that_is_killed(tmp_path: Path) -> None:
    """The keeper outlives who started it for as long as it takes to stop all programs."""
    user = "with post_office(Path(sys.argv[1])) as office: print(office.home, flush=True); input()"
    code = f"import sys; from pathlib import Path; from letters import post_office\n{user}"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=Path(__file__).parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as killed:  # fmt: skip
        assert killed.stdout
        home = Path(killed.stdout.readline().strip())
        ports = set(json.loads((tmp_path / "postoffice" / "address").read_text()).values())
        assert (home.exists(), ports <= listening()) == (True, True)
        killed.kill()
    with alone(tmp_path / "postoffice" / "keeper"):
        assert (home.exists(), ports & listening()) == (False, set())


def test_kannel_reaches_a_telephone(switchboard: Switchboard) -> None:
    """What is sent by HTTP is what the telephone gets: letters, other alphabets, and parts."""
    for text in ("Your code is 4711", "Grüße, 你好", "a lighthouse " * 20):
        words = {"username": USER, "password": PASSWORD, "from": "HARBOR", "to": "+491710000001"}
        query = urlencode({**words, "text": text, "charset": "UTF-8", "coding": 2 * ("你" in text)})
        with urlopen(f"{switchboard.address}/cgi-bin/sendsms?{query}", timeout=10) as answer:
            assert answer.status == 202
    number = "+491710000001"
    got = until(lambda: switchboard.got(number)[3:] and switchboard.got(number))
    assert [message.text for message in got[:2]] == ["Your code is 4711", "Grüße, 你好"]
    assert got[2].text + got[3].text == "a lighthouse " * 20
    assert [message.header[-4:] for message in got] == ["", "", "0201", "0202"]


def test_a_telephone_reaches_an_address(switchboard: Switchboard) -> None:
    """Kannel brings a telephone's message where the number leads, in both of its ways."""
    asked: Queue[tuple[str, str, str | None, bytes]] = Queue()

    class Hook(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            asked.put((self.command, self.path, self.headers["x-kannel-from"], body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for number in ("+491500000001", "+491600000001"):
            switchboard.lead(number, f"http://127.0.0.1:{server.server_port}/sms")
            switchboard.hand("+491710000002", number, "Hällo")
        posted, got = asked.get(timeout=20), asked.get(timeout=20)
        server.shutdown()
    assert posted == ("POST", "/sms", "+491710000002", "Hällo".encode())
    assert got[0] == "GET"
    assert got[1].startswith("/sms?from=%2B491710000002&to=%2B491600000001&text=H%C3%A4llo&")


def test_a_peer_is_shared_and_ends_with_its_last_user(tmp_path: Path) -> None:
    """Two users get the same address; when both have gone, nothing answers there any more."""
    with peer("httpbin", tmp_path) as first:
        with peer("httpbin", tmp_path) as second:
            assert first == second
        assert ask(f"{first}/get")
    # The keeper holds this lock until it has stopped the peer.
    with alone(tmp_path / "httpbin" / "keeper"), pytest.raises(URLError, match="refused"):
        ask(f"{first}/get")
