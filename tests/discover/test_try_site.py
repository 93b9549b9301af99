"""A look at a stranger's site, by whole commands on a small shop with things wrong in it."""

import http.server
import threading
from dataclasses import replace

import pytest

from onetake.discover.site import findings
from onetake.flows.lint import lint_programme
from onetake.flows.prepare import Wanted
from onetake.flows.test import run_test
from onetake.flows.try_site import try_site
from onetake.words.visit import Visit

GOOD = """<!doctype html><html lang=en><head><title>Lamps</title>
<meta name=viewport content="width=device-width"></head><body><main><h1>Lamps for harbors</h1>
<nav><a href=/terms>Terms</a> <a href=/find>Find</a></nav></main></body></html>"""
TERMS = GOOD.replace("Lamps for harbors", "Terms").replace("<title>Lamps", "<title>Terms")
BAD = """<!doctype html><html lang=en><head><title></title></head><body><main><h1>Find</h1>
<form action=/found name=finding><input name=q placeholder=Word><label for=nowhere>Colour</label>
<input name=c><button>Find</button></form>
<a href=/gone>Red lamp</a> <a href=#nothing>Up</a> <a href=/logout>Log out</a><img src=/lamp.png>
<script src=/broken.js></script>
<script>document.cookie='_ga=GA1.1;path=/'; nothing();</script>
<p>Hier finden Sie alle unsere Lampen, die wir für Sie mit viel Liebe ausgesucht haben.</p>
</main></body></html>"""
PAGES = {"/": GOOD, "/terms": TERMS, "/find": BAD}


class Shop(http.server.BaseHTTPRequestHandler):
    """Serves the pages, answers HEAD with an error as some do, and notes what it was asked."""

    asked: list[str] = []

    def do_HEAD(self):
        self.send_error(405)

    def do_GET(self):
        self.asked.append(f"{self.command} {self.path}")
        page = PAGES.get(self.path)
        self.send_response(200 if page or self.path == "/favicon.ico" else 404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def do_POST(self):
        self.asked.append(f"{self.command} {self.path}")
        self.send_error(500)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def shop():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def look(shop, tmp_path_factory):
    return try_site(shop, tmp_path_factory.mktemp("try") / "shop", lambda words: None)


@pytest.mark.parametrize(
    ("rule", "where", "words"),
    [
        ("form.label", "/find", "the form 'finding' has fields without a label: Word; c"),
        ("form.astray", "/find", "labels that belong to no field: Colour"),
        ("links.dead", "/find", "the link 'Red lamp'"),
        ("links.nowhere", "/find", "Up"),
        ("errors.script", "/find", "nothing is not defined"),
        ("errors.request", "/find", "/broken.js"),
        ("privacy.before-consent", "/find", "sets the cookies _ga"),
        ("access.image-alt", "/find", "1 ×"),
        ("page.title", "/find", "no title"),
    ],
)
def test_what_is_wrong_is_told_once_where_it_is(look, rule, where, words):
    [found] = [one for one in look.findings if one.rule == rule]
    assert found.place == where and words in found.message and found.fix


def test_nothing_is_said_of_good_pages(look):
    assert {one.place for one in look.findings} == {"/find"}


def test_the_gravest_come_first(look):
    severities = [one.severity for one in look.findings]
    assert severities == sorted(severities, key=("major", "minor").index)


def test_nothing_is_sent_and_nobody_is_logged_out(look):
    assert not [line for line in Shop.asked if line.startswith("POST") or "logout" in line]
    assert "GET /gone" in Shop.asked


def test_the_journey_to_go_on_from_passes_and_tells_what_did_not_hold(look):
    [journey] = [file for file in look.files if file.parent.name == "journeys"]
    text = journey.read_text()
    assert "# errors: 0   # was" in text and 'web.open: "/terms"' in text
    assert run_test(Wanted(journey.parent.parent), []).verdict == "passed"


def test_lint_has_nothing_to_say_of_the_programme(look):
    [journey] = [file for file in look.files if file.parent.name == "journeys"]
    every = lint_programme(journey.parent.parent, use_cache=False).faults
    assert [fault.rule for fault in every if fault.severity != "info"] == []


def test_without_a_scheme_a_server_without_encryption_is_found(shop, onetake_in, tmp_path):
    done = onetake_in(tmp_path, "try", shop.removeprefix("http://"), "--dry")
    assert done.code == 1
    assert f"{shop}\n  answers without encryption\n" in done.out
    assert f"looked at {shop}/terms" in done.err


def test_a_site_that_anybody_can_listen_to_is_told():
    visits = [Visit("http://shop.example/", "desktop", status=200, title="Shop", lang="en")]
    [found] = [one for one in findings(visits, ()) if one.rule == "privacy.unencrypted"]
    assert found.severity == "major" and found.place == "/"
    here = [replace(visits[0], url="http://127.0.0.1:8000/")]
    secure = [replace(visits[0], url="https://shop.example/")]
    for other in (here, secure):
        assert "privacy.unencrypted" not in {one.rule for one in findings(other, ())}


def test_a_browser_that_is_none_is_told_with_the_way_out(onetake_in, tmp_path, monkeypatch):
    monkeypatch.setenv("ONETAKE_BROWSER", "/nonexistent")
    done = onetake_in(tmp_path, "try", "shop.example")
    assert done.code == 4
    assert "/nonexistent, which is no program: unset it" in " ".join(done.err.split())
    assert "then type again: onetake try shop.example" in done.err


def test_the_command_tells_and_gates(shop, onetake_in, tmp_path):
    done = onetake_in(tmp_path, "try", shop, "--json")
    assert done.code == 1
    assert {one["rule"] for one in done.json["findings"]} >= {"form.label", "links.dead"}
    assert done.json["files"] and (tmp_path / done.json["files"][0]).exists()
    told = onetake_in(tmp_path, "try", shop, "--dry")
    assert "✗ the link 'Red lamp'" in told.out and "a customer would notice" in told.out
    again = onetake_in(tmp_path, "try", shop)
    assert again.code == 2 and "already holds something" in again.err


def test_an_address_that_only_answers_without_encryption_is_hinted_at(shop, onetake_in, tmp_path):
    done = onetake_in(tmp_path, "try", shop.replace("http:", "https:"))
    assert done.code == 4 and "it has no secure connection" in done.err
    assert f"onetake try {shop}" in done.err


@pytest.mark.parametrize(
    ("url", "code", "why"),
    [
        ("ftp://shop.example", 2, "is no address of a site"),
        ("http://localhost:1", 4, "net::ERR_UNSAFE_PORT"),
        ("http://no-such-shop.invalid", 4, "there is no site of this name"),
    ],
)
def test_what_cannot_be_looked_at_is_told(onetake_in, tmp_path, url, code, why):
    done = onetake_in(tmp_path, "try", url)
    assert done.code == code and why in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_page_with_pictures_is_written_beside_the_journey(shop, onetake_in, tmp_path):
    done = onetake_in(tmp_path, "try", shop, "--out", "shop")
    assert "wrote shop/look.html" in done.out
    page = (tmp_path / "shop" / "look.html").read_text("utf-8")
    assert page.count('<rect class="mark"') >= 4 and "onetake test --programme shop" in page
    again = onetake_in(tmp_path, "try", shop, "--out", "seen.html")
    assert again.out.splitlines()[-1] == "wrote seen.html" and again.code == 1
    assert {file.name for file in tmp_path.iterdir()} == {"shop", "seen.html"}
    assert "onetake test --programme" not in (tmp_path / "seen.html").read_text("utf-8")


def test_a_file_for_programs_holds_no_pictures(shop, onetake_in, tmp_path):
    done = onetake_in(tmp_path, "try", shop, "--json", "--out", "seen.json")
    assert (tmp_path / "seen.json").read_text("utf-8") == done.out
    assert done.json["files"] == ["seen.json"] and "shots" not in done.json["pages"][0]


def test_a_file_that_cannot_be_written_is_told_before_the_site_is_looked_at(onetake_in, tmp_path):
    (tmp_path / "taken").write_text("")
    done = onetake_in(tmp_path, "try", "http://no-such-shop.invalid", "--out", "taken/look.html")
    assert done.code == 2 and "taken/look.html cannot be written" in done.err
