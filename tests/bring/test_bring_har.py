"""A browser's recording becomes one journey of what the person did, without noise or secrets."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

CSRF, PASSWORD, TOKEN = "csrf-55e0d1b2c3", "Lighthouse-42", "tok-8f1c2e77aa"


class Browser:
    """Asks a real server and writes down what a browser's developer tools would."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.entries: list[dict[str, Any]] = []
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", kind: str = "", **headers: str) -> str:
        url = urlsplit(self.address)
        line = HTTPConnection(url.hostname or "", url.port)
        sent = {**headers, "User-Agent": "Browser", "Content-Type": kind}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body.encode(), {n: v for n, v in sent.items() if v})
        answer = line.getresponse()
        text, came = answer.read().decode(), dict(answer.getheaders())
        line.close()
        if "Set-Cookie" in came:
            name, _, value = came["Set-Cookie"].partition("=")
            self.cookies[name] = value
        self.note(method, self.address + path, body, kind, sent, (answer.status, came, text))
        if "Location" in came:
            return self.ask("GET", came["Location"])
        return text

    def note(self, method, url, body, kind, sent, answer) -> None:
        status, came, text = answer
        self.entries.append({
            "startedDateTime": f"2026-01-01T00:00:{len(self.entries):02}Z",
            "request": {"method": method, "url": url,
                        "headers": [{"name": n, "value": v} for n, v in sent.items() if v],
                        **({"postData": {"mimeType": kind, "text": body}} if body else {})},
            "response": {"status": status, "redirectURL": came.get("Location", ""),
                         "headers": [{"name": n, "value": v} for n, v in came.items()],
                         "content": {"mimeType": came.get("Content-Type", ""), "text": text}},
        })  # fmt: skip

    @property
    def har(self) -> dict[str, Any]:
        return {"log": {"version": "1.2", "pages": [], "entries": self.entries}}


@pytest.fixture
def browser(shop):
    return Browser(shop.address)


def log_in(browser: Browser) -> None:
    """Open the shop and log in by its form, as a person does."""
    browser.ask("GET", "/")
    fields = {"csrf": CSRF, "email": "anna@customers.example", "password": PASSWORD}
    browser.ask("POST", "/login", urlencode(fields), "application/x-www-form-urlencoded")


def test_a_log_in_passes_at_once(shop, browser, brought, passes, monkeypatch):
    """The hidden field of the page is taken from it anew; the password comes from outside."""
    monkeypatch.setenv("PASSWORD", PASSWORD)
    log_in(browser)
    shop.requests.clear()
    passes(brought("login.har", browser.har))
    assert shop.requests == ["GET /", "POST /login", "GET /account"]


def test_what_came_in_an_answer_is_used_again(shop, browser, brought, passes, monkeypatch):
    """A token and a new order's number are kept, so another number passes, too."""
    monkeypatch.setenv("PASSWORD", PASSWORD)
    login = json.dumps({"user": "anna", "password": PASSWORD})
    browser.ask("POST", "/api/login", login, "application/json")
    signed = {"Authorization": f"Bearer {TOKEN}"}
    order = json.dumps({"item": 7, "count": 2})
    browser.ask("POST", "/api/orders", order, "application/json", **signed)
    browser.ask("GET", f"/api/orders/{shop.order}", **signed)
    shop.order = 9999
    folder = brought("order.har", browser.har)
    passes(folder)
    assert shop.requests[-1] == "GET /api/orders/9999"
    assert TOKEN not in (folder / "journeys" / "order.yaml").read_text("utf-8")


def test_only_pages_become_a_journey_in_a_browser(shop, browser, brought, passes):
    """Where nothing was sent, pages are opened as a person opens them."""
    browser.ask("GET", "/")
    folder = brought("look.har", browser.har)
    journey = (folder / "journeys" / "look.yaml").read_text("utf-8")
    assert "web.open: /" in journey
    assert "title: Harbor Shop" in journey
    passes(folder)


def test_noise_is_left_out_and_told(shop, browser, brought):
    """Pictures, other companies and measuring are no steps; their number is told."""
    log_in(browser)
    answer = (200, {"Content-Type": "image/png"}, "")
    browser.note("GET", f"{browser.address}/logo.png", "", "", {}, answer)
    browser.note("GET", "https://ads.example/x", "", "", {}, (200, {}, ""))
    browser.note("POST", f"{browser.address}/collect", "{}", "application/json", {}, (204, {}, ""))
    folder = brought("login.har", browser.har)
    account = (folder / "BROUGHT.md").read_text("utf-8")
    assert "left out: pictures, styles, scripts and fonts" in account
    assert "left out: other companies' servers" in account
    assert "left out: measuring" in account
    assert "logo" not in (folder / "journeys" / "login.yaml").read_text("utf-8")


def test_no_secret_or_cookie_is_written(shop, browser, brought):
    """Passwords, cookies and hidden fields are in no file; who it was is a persona's."""
    log_in(browser)
    folder = brought("login.har", browser.har)
    written = "".join(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file())
    assert PASSWORD not in written
    assert CSRF not in written
    assert "session=abc" not in written
    assert "email: anna@customers.example" in (folder / "personas" / "customer.yaml").read_text(
        "utf-8"
    )
    assert "anna@" not in (folder / "journeys" / "login.yaml").read_text("utf-8")


def test_an_empty_recording_is_refused(onetake, tmp_path):
    """A HAR with nothing a person did is told as that."""
    file = tmp_path / "empty.har"
    file.write_text(json.dumps({"log": {"entries": []}}))
    done = onetake("new", tmp_path / "company", "--from", file)
    assert done.code == 2
    assert "no journey" in done.err
