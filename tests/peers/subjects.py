"""How each peer is started: its command and files, on a port of 127.0.0.1 the system chooses."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from debian import debian
from install import node, node_peer, oscar_shop, python_peer
from ports import Ports

HERE = Path(__file__).parent
DATABASE = """{
  "orders": [{"id": 1, "status": "paid", "customer": 1, "total": 49.9}],
  "customers": [{"id": 1, "name": "Ada", "city": "Harbor"}]
}
"""
CHATBOT = """
logging: {{level: info, console: true}}
web: {{host: 127.0.0.1, port: 0}}
parsers: {{regex: {{enabled: true}}}}
connectors:
  websocket: {{bot-name: opsdroid, max-connections: 1000, connection-timeout: 60}}
skills:
  shop: {{path: "{skill}"}}
"""


def httpbin(state: Path, ports: Ports) -> list[str]:
    """A REST service that answers about the request itself; any path of httpbin's."""
    gunicorn = python_peer("httpbin") / "bin" / "gunicorn"
    return [
        *(str(gunicorn), "--bind", "127.0.0.1:0", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "16", "httpbin:app"),
    ]


def jsonserver(state: Path, ports: Ports) -> list[str]:
    """A REST database of /orders and /customers; what a test writes, others of the run see too."""
    program = node_peer("jsonserver") / "node_modules" / "json-server" / "lib" / "cli" / "bin.js"
    database = state / "db.json"
    database.write_text(DATABASE, encoding="utf-8")
    return [node(), str(program), "--host", "127.0.0.1", "--port", "0", str(database)]


def opsdroid(state: Path, ports: Ports) -> list[str]:
    """A chatbot on a WebSocket that says hello and knows where an order is."""
    settings = state / "configuration.yaml"
    settings.write_text(CHATBOT.format(skill=HERE / "opsdroid_skill"), encoding="utf-8")
    return [str(python_peer("opsdroid") / "bin" / "opsdroid"), "start", "-f", str(settings)]


def maildev(state: Path, ports: Ports) -> list[str]:
    """A mailbox for every address: takes mail by SMTP and shows it by HTTP."""
    program = node_peer("maildev") / "node_modules" / "maildev" / "bin" / "maildev"
    return [
        *(node(), str(program), "--ip", "127.0.0.1", "--web-ip", "127.0.0.1", "--silent"),
        *("--smtp", str(ports["smtp"]), "--web", str(ports["http"])),
        *("--mail-directory", str(state / "mails")),
    ]


def postoffice(state: Path, ports: Ports) -> list[str]:
    """Postfix and Dovecot: mail for harbor.example and quay.example, sent, kept and fetched."""
    for name in ("smtp", "submission", "submissions", "imap", "imaps"):
        assert ports[name]
    command = [sys.executable, str(HERE / "postoffice.py"), str(state), str(debian())]
    return [*command, json.dumps(ports.numbers())]


def switchboard(state: Path, ports: Ports) -> list[str]:
    """Kannel, an SMS gateway, with the telephones it reaches."""
    for name in ("admin", "box", "out", "in", "sendsms", "relay"):
        assert ports[name]
    command = [sys.executable, str(HERE / "switchboard.py"), str(debian())]
    return [*command, json.dumps(ports.numbers())]


def oscar(state: Path, ports: Ports) -> list[str]:
    """A web shop, django-oscar: twelve kinds of socks; no account is needed to order or review."""
    prepared = oscar_shop()
    shutil.copy(prepared / "shop.sqlite3", state)
    shutil.copytree(prepared / "index", state / "index", dirs_exist_ok=True)
    gunicorn = python_peer("oscar") / "bin" / "gunicorn"
    return [
        *(str(gunicorn), "--bind", "127.0.0.1:0", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "4", "--pythonpath", str(HERE / "oscar_site")),
        *("--env", f"OSCAR_STATE={state}", "--env", f"OSCAR_PREPARED={prepared}"),
        "oscar_wsgi:application",
    ]


def prism(state: Path, ports: Ports) -> list[str]:
    """Prism, playing GitHub by the description GitHub publishes; it refuses what that has not."""
    program = node_peer("prism") / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    described = HERE.parent / "third_party" / "github" / "openapi.json"
    return [
        *(node(), str(program), "mock", "--errors", "--multiprocess", "false"),
        *("--host", "127.0.0.1", "--port", "0", str(described)),
    ]


SUBJECTS: dict[str, Callable[[Path, Ports], list[str]]] = {
    subject.__name__: subject
    for subject in (httpbin, jsonserver, opsdroid, maildev, postoffice, switchboard, oscar, prism)
}
