"""`onetake canary`: a candidate beside its baseline, on two servers of this machine."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

import pytest

from onetake.analysis import opened
from onetake.ledger.ledger import Ledger

JOURNEY = """\
goal: A customer sees the shop
steps:
  - api.get: /
    expect: {status: 200}
"""


class Shop(ThreadingHTTPServer):
    """A shop that fails every so many requests."""

    daemon_threads = True

    def __init__(self, fails_every=0):
        asked = count(1)

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                fails = fails_every and next(asked) % fails_every == 0
                self.send_response(500 if fails else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Answer)
        Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def folder(programme):
    """Start two shops, and write a programme that knows both; give what writes it."""
    shops = []

    def write(**fails):
        shops.extend(Shop(fails.get(name, 0)) for name in ("live", "fresh"))
        values = [f"http://127.0.0.1:{shop.server_address[1]}" for shop in shops]
        return programme(
            {"look": JOURNEY},
            systems={"shop": "channel: api\naddress: ${environment.shop}\n"},
            onetake=(
                "programme: Shop\nenvironments:\n"
                f'  live: {{values: {{shop: "{values[0]}"}}}}\n'
                f'  fresh: {{values: {{shop: "{values[1]}"}}}}\n'
            ),
        )

    yield write
    for shop in shops:
        shop.shutdown()
        shop.server_close()


def tried(onetake, folder, *more):
    words = ("canary", "--baseline", "live", "--candidate", "fresh", "--each", "50")
    return onetake(*words, *more, at=folder)


def test_a_candidate_that_is_as_good_passes_after_the_last_look(onetake, folder):
    made = folder()
    done = tried(onetake, made, "--looks", "2", "--release", "r7", "--json", "--seed", "1")
    assert (done.code, done.json["verdict"], done.json["look"]) == (0, "pass", 2)
    assert (done.json["baseline"]["runs"], done.json["candidate"]["runs"]) == (100, 100)
    with Ledger.open(made / ".onetake" / "ledger.db") as ledger, opened(ledger) as facts:
        assert facts.select("SELECT count(*), count(DISTINCT environment) FROM runs") == [(200, 2)]
        [row] = facts.select('SELECT "release", gate, verdict, reason FROM decisions')
    assert row == ("r7", "canary", "pass", "look 2 of 2: nothing worse in 2 looks")


def test_a_candidate_that_fails_more_often_is_stopped_at_once(onetake, folder):
    done = tried(onetake, folder(fresh=3), "--looks", "3")
    assert done.code == 1
    assert "✗ look 1 of 3" in done.out
    assert "of its requests fail, 0.00% of the baseline's" in " ".join(done.out.split())


def test_a_baseline_that_is_bad_itself_proves_nothing(onetake, folder):
    done = tried(onetake, folder(live=4, fresh=4), "--looks", "1")
    assert (done.code, "the baseline is bad itself" in " ".join(done.out.split())) == (4, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--baseline", "live", "--candidate", "live"), "compared with itself"),
        (("--baseline", "live", "--candidate", "moon"), "environments: live, fresh"),
        (("--baseline", "live", "--candidate", "fresh", "--looks", "0"), "--looks 10"),
        (("nothing", "--baseline", "live", "--candidate", "fresh"), "nothing"),
    ],
)
def test_a_trial_that_cannot_be_is_told(onetake, folder, words, told):
    done = onetake("canary", *words, at=folder())
    assert (done.code, told in done.err) == (2, True)
