"""A real shop to bring journeys from and walk them against, and commands as people type them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from onetake.commands import main

sys.path.insert(0, str(Path(__file__).parent))
PASSWORD = "Lighthouse-42"
TOKEN = "tok-8f1c2e77aa"
CSRF = "csrf-55e0d1b2c3"


@dataclass
class Shop:
    """A small shop: `requests` are what it was asked, `order` is the number it gives next."""

    address: str = ""
    requests: list[str] = field(default_factory=list)
    order: int = 4711


class _Desk(BaseHTTPRequestHandler):
    shop: Shop
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.shop.requests.append(f"GET {self.path}")
        signed = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        if url.path == "/":
            self._html(f"<title>Harbor Shop</title><form><input type='hidden' name='csrf' "
                       f"value='{CSRF}'></form>", cookie="visit=1")  # fmt: skip
        elif url.path == "/account":
            known = "session" in cookies
            self._html("<title>Your account</title>" if known else "log in", 200 if known else 401)
        elif url.path == "/api/me":
            self._json({"name": "Anna"} if signed else {}, 200 if signed else 401)
        elif url.path == "/api/items":
            self._json([{"id": 7, "name": "Lamp", "price": 19.5, "note": None}])
        elif url.path == "/api/items/7":
            self._json({"id": 7, "name": "Lamp", "price": 19.5, "note": None})
        elif url.path == f"/api/orders/{self.shop.order}" and signed:
            self._json({"id": self.shop.order, "state": "open"})
        else:
            self._json({"error": "not found"}, 404)

    def do_POST(self) -> None:
        self.shop.requests.append(f"POST {self.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        signed = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        given = json.loads(body) if "json" in self.headers.get("Content-Type", "") else {}
        if self.path == "/bot":
            self._json(_answer(given["text"]))
        elif self.path == "/login":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            good = form.get("csrf") == CSRF and form.get("password") == PASSWORD
            self._redirect("/account", "session=abc") if good else self._html("wrong", 403)
        elif self.path == "/api/login":
            good = given.get("password") == PASSWORD
            self._json({"token": TOKEN} if good else {}, 200 if good else 401)
        elif self.path.startswith("/api/orders") and signed and given.get("item") == 7:
            whole = isinstance(given.get("count"), int)
            self._json({"id": self.shop.order, "items": [7]}, 201 if whole else 400)
        else:
            self._json({"error": "no"}, 400)

    def _redirect(self, where: str, cookie: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _html(self, text: str, status: int = 200, cookie: str = "") -> None:
        self._send(text.encode(), "text/html; charset=utf-8", status, cookie)

    def _json(self, tree: object, status: int = 200) -> None:
        self._send(json.dumps(tree).encode(), "application/json", status, "")

    def _send(self, data: bytes, kind: str, status: int, cookie: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        with suppress(BrokenPipeError):
            self.wfile.write(data)


def _answer(text: str) -> dict[str, object]:
    """Return what the shop's bot says."""
    if "lost" in text or "gone" in text:
        return {"text": "Sorry to hear that. Shall I block it?", "buttons": ["Block it", "No"]}
    if text == "Block it":
        return {"text": "Done. Your order is A-1042"}
    return {"text": f"You said: {text}"}


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop that answers on this machine."""
    shop = Shop()
    desk = type("Desk", (_Desk,), {"shop": shop})
    with ThreadingHTTPServer(("127.0.0.1", 0), desk) as server:
        shop.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield shop
        server.shutdown()
        thread.join()


@dataclass
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def onetake(capsys, monkeypatch):
    """Run a command: onetake("new", folder, "--from", file)."""

    def run(*words: object) -> Done:
        monkeypatch.setenv("COLUMNS", "100")
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return Done(ended.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def brought(onetake, tmp_path):
    """Bring one file's text and return the new programme: brought("shop.json", text)."""

    def bring(name: str, content: object, *options: str) -> Path:
        file, folder = tmp_path / name, tmp_path / "company"
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, "utf-8")
        done = onetake("new", folder, "--from", file, *options)
        assert done.code == 0, done.out + done.err
        return folder

    return bring


@pytest.fixture
def passes(onetake):
    """Hold a programme to what is promised: no fault, and it passes when walked at once."""

    def check(folder: Path, *options: str) -> str:
        linted = onetake("lint", folder)
        assert linted.code == 0, linted.out + linted.err
        assert "warning" not in linted.out + linted.err, linted.out + linted.err
        walked = onetake("test", "--programme", folder, *options)
        assert walked.code == 0, walked.out + walked.err
        return walked.out

    return check
