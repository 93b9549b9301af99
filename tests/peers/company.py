"""A company for journeys to meet: `api.post: /NAME` makes it do what a test calls NAME."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Deed = Callable[[dict[str, Any]], object]
"""What the company does when asked: takes the JSON it was sent and returns some JSON."""


@contextmanager
def company(deeds: Mapping[str, Deed]) -> Iterator[str]:
    """Open a company that does these deeds, and yield its address.

    A deed that fails is answered with 500 and the traceback, which the journey's report shows.
    """

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"] or 0)) or "{}")
            try:
                status, answer = 200, json.dumps(deeds[self.path.strip("/")](asked))
            except Exception:  # noqa: BLE001 - whoever asked shall see it
                status, answer = 500, json.dumps(traceback.format_exc())
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    class Door(ThreadingHTTPServer):
        request_queue_size = 512  # so many may come at once

    with Door(("127.0.0.1", 0), Desk) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
