"""Runs Kannel, an SMS gateway, with fakesmsc as the telephones that it reaches.

What Kannel sends to a telephone is in `handset.log`. What a telephone sends to Kannel goes to a
relay, which tells Kannel the address that belongs to the number; Kannel then asks there itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from debian import libraries
from ports import listening
from postoffice import Text, end

SETTINGS = Path(__file__).parent / "switchboard" / "kannel.conf"
USER, PASSWORD = "harbor", "foghorn-at-dawn"
FAKESMSC = "usr/lib/kannel/test/fakesmsc"
HOOKS = "hooks"
STARTS_WITHIN_S = 20


class Relay(BaseHTTPRequestHandler):
    """Tells Kannel where messages to a number go: to the address in the number's file."""

    def do_GET(self) -> None:
        """Kannel asks with the number in the query."""
        query = urlsplit(self.path).query
        self.lead(parse_qs(query).get("to", [""])[0], query)

    def do_POST(self) -> None:
        """Kannel posts the text, and has the number in a header."""
        self.rfile.read(int(self.headers["content-length"]))
        self.lead(self.headers["x-kannel-to"], "")

    def lead(self, number: str, query: str) -> None:
        """Answer with the address for a number, or that there is none."""
        hook = Path(HOOKS, number)
        there = bool(number) and hook.exists()
        self.send_response(307 if there else 404)
        if there:
            address = hook.read_text(encoding="utf-8")
            joint = ("&" if "?" in address else "?") if query else ""
            self.send_header("location", f"{address}{joint}{query}")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet; Kannel's own log has it."""


def work(programs: Path, ports: Mapping[str, int]) -> None:
    """Start everything in turn, and run until told to end or until a program ends."""
    text = Text(SETTINGS.read_text(encoding="utf-8"))
    Path("kannel.conf").write_text(text.substitute(ports, user=USER, password=PASSWORD))
    Path(HOOKS).mkdir(exist_ok=True)
    environment = {**os.environ, **libraries(programs)}
    started = []

    def start(name: str, *arguments: str) -> None:
        with Path(f"{Path(name).name}.log").open("ab") as log:
            command = [str(programs / name), "-v", "0", *arguments]
            started.append(subprocess.Popen(command, env=environment, stderr=log))

    try:
        start("usr/sbin/bearerbox", "kannel.conf")
        wait_for(ports["box"], ports["out"])
        start("usr/sbin/smsbox", "kannel.conf")
        to = ("-H", "127.0.0.1", "-r", str(ports["out"]))
        start(FAKESMSC, *to, "-m", "0", "nobody nowhere text never sent")
        wait_for(ports["sendsms"])
        relay = ThreadingHTTPServer(("127.0.0.1", ports["relay"]), Relay)
        Thread(target=relay.serve_forever, daemon=True).start()
        ended, status = os.wait()
        raise SystemExit(f"{ended} ended with {status}")
    finally:
        for process in started:
            process.kill()  # nobody misses what they would still deliver
            process.wait()


def wait_for(*ports: int) -> None:
    """Wait until something listens on each of these ports."""
    until = time.monotonic() + STARTS_WITHIN_S
    while not {*ports} <= listening():
        if time.monotonic() > until:
            raise SystemExit(f"nothing listens on {ports}")
        time.sleep(0.02)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    work(Path(sys.argv[1]), json.loads(sys.argv[2]))
