"""Somebody uses a shop in a browser; what is written down passes when walked at once."""

import http.server
import socket
import threading
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
import yaml

from onetake.errors import CouldNotTell, UsageWrong
from onetake.flows.record_site import Watched, record_site
from onetake.flows.taken import walk_taken
from onetake.words.deeds import Deed

PAGES = {
    "/": (
        "<h1>Lamps</h1><a href=/login>Log in</a> <a href=/terms target=_blank>Terms</a>"
        "<ul><li>Red <button>Buy</button></li><li>Blue <button onclick=\"location='/bought'\">Buy"
        "</button></li></ul><iframe title=Newsletter src=/news></iframe>"
    ),
    "/login": (
        "<h1>Log in</h1><form action=/home method=post><label>Name <input name=name></label>"
        "<label>Password <input type=password name=word></label><button>Go on</button></form>"
    ),
    "/home": (
        "<h1>Your home</h1><form action=/find><label>Find <input name=q></label>"
        "<label>Colour <select name=c><option>Red<option>Blue</select></label>"
        "<label><input type=checkbox name=a> Only in stock</label></form>"
        "<button onclick=\"if(confirm('Sure?'))document.title='gone'\">Delete</button>"
    ),
    "/find": "<h1>Found</h1><p>3 lamps for ${you}</p>",
    "/terms": "<title>Our terms</title><h1>Terms</h1>",
    "/news": "<label>E-mail <input type=email></label><button>Subscribe</button>",
    "/bought": "<h1>Bought</h1>",
}


class Shop(http.server.BaseHTTPRequestHandler):
    """Serves the pages; /home says who logged in, and only the right password gets there."""

    def do_GET(self):
        page = PAGES.get(self.path.partition("?")[0])
        self.send_response(200 if page else 404)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def do_POST(self):
        given = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.path = "/home" if given.get("word") == ["lighthouse=7"] else "/nowhere"
        self.do_GET()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def shop():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def log_in_and_find(page):
    await page.get_by_role("link", name="Log in").click()
    await page.get_by_label("Name").fill("Anna Berg")
    await page.get_by_label("Password").fill("lighthouse=7")
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_label("Colour").select_option("Blue")
    await page.get_by_label("Only in stock").check()
    await page.get_by_label("Find").fill("lamp")
    await page.get_by_label("Find").press("Enter")
    await page.get_by_text("3 lamps").click(modifiers=["Alt"])


async def go_elsewhere(page):
    await page.get_by_role("button", name="Buy").nth(1).click()
    await page.get_by_role("heading", name="Bought").wait_for()
    await page.go_back()
    await page.get_by_role("heading", name="Lamps").wait_for()
    await page.frame_locator("iframe").get_by_label("E-mail").fill("anna@customers.example")
    await page.frame_locator("iframe").get_by_role("button").click()
    async with page.expect_popup() as popup:
        await page.get_by_role("link", name="Terms").click()
    terms = await popup.value
    await terms.get_by_text("Terms").click(modifiers=["Alt"])
    await terms.close()


async def delete(page):
    await page.goto(page.url + "home")
    await page.get_by_role("button", name="Delete").click()


def steps(taken):
    [file] = [file for file in taken.carried.written if "journeys" in file.parts]
    return yaml.safe_load(file.read_text())["steps"]


def test_what_was_done_passes_when_walked_at_once(shop, tmp_path):
    told = []
    watched = Watched(shop, tmp_path / "new", "Anna finds a lamp", act=log_in_and_find)
    taken = record_site(watched, told.append)
    assert steps(taken) == [
        {"web.open": "/"},
        {"web.see": {"heading": "Lamps"}},
        {"web.click": {"link": "Log in"}},
        {"web.see": {"heading": "Log in"}},
        {"web.fill": {"Name": "${persona.name}", "Password": "${secret.password}"}},
        {"web.click": {"button": "Go on"}},
        {"web.see": {"heading": "Your home"}},
        {"web.choose": {"Colour": "Blue"}},
        {"web.check": {"checkbox": "Only in stock"}},
        {"web.fill": {"Find": "lamp"}},
        {"web.press": {"key": "Enter", "in": {"label": "Find"}}},
        {"web.see": {"heading": "Found"}},
        {"web.see": "3 lamps for $${you}"},
    ]
    assert taken.journey == "anna-finds-a-lamp"
    assert [deed.kind for deed in told if deed.kind == "click"] == ["click", "click"]
    assert walk_taken(watched.folder, watched.environment, taken, []).verdict == "passed"


def test_no_password_is_written_anywhere(shop, tmp_path):
    watched = Watched(shop, tmp_path, act=log_in_and_find)
    taken = record_site(watched, lambda deed: None)
    walk_taken(watched.folder, watched.environment, taken, [])
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert taken.secrets == {"password": "lighthouse=7"} and "lighthouse" not in repr(taken)
    assert b"lighthouse" not in kept and b"Anna Berg" in kept


def test_the_wrong_password_does_not_pass(shop, tmp_path):
    watched = Watched(shop, tmp_path, act=log_in_and_find)
    taken = record_site(watched, lambda deed: None)
    other = replace(taken, secrets={"password": "wrong"})
    assert walk_taken(watched.folder, watched.environment, other, []).verdict == "failed"


def test_frames_tabs_going_back_and_what_reads_the_same(shop, tmp_path):
    watched = Watched(shop, tmp_path, act=go_elsewhere)
    taken = record_site(watched, lambda deed: None)
    assert steps(taken) == [
        {"web.open": "/"},
        {"web.see": {"heading": "Lamps"}},
        {"web.click": {"button": "Buy", "nth": 2}},
        {"web.see": {"heading": "Bought"}},
        {"web.back": 1},
        {"web.see": {"heading": "Lamps"}},
        {"web.frame": "Newsletter"},
        {"web.fill": {"E-mail": "${persona.e_mail}"}},
        {"web.click": {"button": "Subscribe"}},
        {"web.frame": "top"},
        {"web.click": {"link": "Terms"}},
        {"web.tab": "Our terms"},
        {"web.see": {"heading": "Terms"}},
        {"web.see": "Terms"},
    ]
    assert walk_taken(watched.folder, watched.environment, taken, []).verdict == "passed"


def test_a_message_box_is_accepted(shop, tmp_path):
    watched = Watched(shop, tmp_path, act=delete)
    taken = record_site(watched, lambda deed: None)
    assert steps(taken)[-2:] == [{"web.click": {"button": "Delete"}}, {"web.dialog": "accept"}]
    assert walk_taken(watched.folder, watched.environment, taken, []).verdict == "passed"


def test_a_second_recording_joins_the_programme(shop, tmp_path):
    first = record_site(Watched(shop, tmp_path, act=log_in_and_find), lambda deed: None)
    before = (tmp_path / "onetake.yaml").read_text()
    watched = Watched(shop, tmp_path, act=delete)
    second = record_site(watched, lambda deed: None)
    assert second.journey != first.journey
    assert (tmp_path / "onetake.yaml").read_text() == before
    assert len(list((tmp_path / "systems").iterdir())) == 1
    assert walk_taken(watched.folder, watched.environment, second, []).verdict == "passed"


@pytest.mark.parametrize("url", ["shop.example", "ftp://shop.example", "https://"])
def test_what_is_no_site_is_refused(url, tmp_path):
    with pytest.raises(UsageWrong, match="is no address of a site"):
        record_site(Watched(url, tmp_path), lambda deed: None)
    assert list(tmp_path.iterdir()) == []


def test_without_a_screen_the_way_out_is_told(tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(CouldNotTell, match="no screen") as told:
        record_site(Watched("http://127.0.0.1:9", tmp_path), lambda deed: None)
    assert "xvfb-run" in told.value.hint


def test_a_site_that_is_not_there_is_told(tmp_path):
    async def nothing(page):
        """Do nothing."""

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{bound.getsockname()[1]}"
    with pytest.raises(CouldNotTell, match="nobody answers"):
        record_site(Watched(nobody, tmp_path, act=nothing), lambda deed: None)


def test_what_a_page_tells_wrongly_is_left_out():
    told = {"kind": "click", "at": "soon", "values": 7, "target": {"nth": "x", "name": 3}}
    deed = Deed.told(told)
    assert (deed.kind, deed.at, deed.values, deed.target.name, deed.target.nth) == (
        "click", 0.0, (), "3", 1,
    )  # fmt: skip
