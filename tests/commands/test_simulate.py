"""`onetake simulate`: a user's own stand-ins for tests without the real systems."""

import json
import signal
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

BUSINESS = Path(__file__).parents[1] / "simulate" / "business.yaml"
SHOP = """\
api:
  routes:
    - {name: products, path: /products, open: true, json: [{id: 1}]}
faults:
  - {id: F-1, kind: server_error, where: products, notices: The shop is closed.}
"""


def simulated(file, *words):
    """Start the stand-ins; returns their process and what they said."""
    command = [sys.executable, "-m", "onetake", "simulate", str(file), "--json", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    text = ""
    for line in process.stdout:
        text += line
        if line == "}\n":
            break
    return process, json.loads(text)


def status(address):
    try:
        return urllib.request.urlopen(f"{address}/products", timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def test_stand_ins_answer_until_they_are_stopped_and_faults_are_switched(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP)
    for words, faults, answered in (
        ((), ["F-1"], 503),
        (("--faultless",), [], 200),
        (("--fault", "F-1"), ["F-1"], 503),
    ):
        process, told = simulated(file, *words)
        assert told["faults"] == faults
        assert status(told["api"]) == answered
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_a_wrong_file_or_fault_is_told(onetake, tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text("apy: {}\n")
    done = onetake("simulate", file)
    assert done.code == 3
    assert "apy" in done.err
    done = onetake("simulate", BUSINESS, "--fault", "F-99")
    assert done.code == 2
    assert "F-99" in done.err


def test_a_mailbox_and_a_gateway_are_served_where_the_file_has_them(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP)
    process, told = simulated(file)
    process.kill()
    assert (told["mail"], told["smtp"], told["sms"]) == ("", "", "")
    file.write_text(SHOP + "mail: {}\nsms: {}\n")
    process, told = simulated(file)
    with urllib.request.urlopen(f"{told['mail']}/api/v1/messages", timeout=10) as mails:
        assert json.load(mails)["total"] == 0
    host, port = told["smtp"].removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port), timeout=10) as smtp:
        assert smtp.noop()[0] == 250
    assert status(told["sms"]) == 404
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_the_addresses_are_told_to_people_too(tmp_path):
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP + "mail: {}\nsms: {}\n")
    command = [sys.executable, "-m", "onetake", "simulate", str(file), "--smtp-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = [next(process.stdout).split() for _ in range(6)]
        process.send_signal(signal.SIGINT)
    assert [line[0] for line in lines[:4]] == ["api", "bot", "mail", "sms"]
    assert lines[2][2:5] == ["(Mailpit", "and", "maildev)"]
    assert lines[2][-1].startswith("smtp://127.0.0.1:")


def test_a_site_is_served_with_a_log_in_elsewhere(tmp_path):
    file = tmp_path / "shop.yaml"
    pages = "pages: [{name: start, path: /, open: true, title: Hello}]"
    file.write_text(SHOP + f"site: {{identity: {{name: One}}, {pages}}}\n")
    process, told = simulated(file, "--site-port", "0")
    with urllib.request.urlopen(told["site"], timeout=10) as page:
        assert "<h1>Hello</h1>" in page.read().decode()
    assert told["identity"].startswith("http://127.0.0.1:") and told["counter"] == ""
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
