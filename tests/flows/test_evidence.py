"""Evidence is cut to size and scrubbed by what it is, before it is stored."""

from onetake.flows.evidence import LARGEST, shortened, storable
from onetake.scrub import Scrubber
from onetake.words.events import Exhibit

REQUEST = b"""POST http://bank.example/cards?mail=anna@customers.example HTTP/1.1\r
authorization: Bearer abc\r
cookie: session=5e55\r
content-type: application/json\r
\r
{"card": "4111 1111 1111 1111", "password": "p4ss", "order": "A-1042"}"""


def test_an_http_message_loses_credentials_and_personal_data_and_stays_readable():
    kept = storable(Exhibit("request.http", REQUEST), Scrubber()).decode()
    for gone in ("abc", "5e55", "anna@", "4111", "p4ss"):
        assert gone not in kept
    for there in ("POST http://bank.example/cards", "authorization: Bearer", "A-1042", "[card]"):
        assert there in kept


def test_a_kind_without_a_scrubber_is_not_kept():
    kept = storable(Exhibit("screen.png", b"\x89PNG anna@customers.example"), Scrubber())
    assert kept.startswith(b"not kept:")
    assert b"anna" not in kept


def test_what_is_too_large_is_cut_between_words():
    card = b"4111111111111111 "
    data = card * (2 * LARGEST // len(card))
    kept = shortened(data)
    body, _, note = kept.rpartition("\n…".encode())
    assert set(body.split()) == {b"4111111111111111"}
    assert len(kept) < LARGEST + 100
    assert f"{len(data) - len(body)} more bytes".encode() in note
    assert shortened(b"small") == b"small"


def test_what_has_no_gap_is_cut_too():
    assert len(shortened(b"x" * (2 * LARGEST))) < LARGEST


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_a_picture_painted_over_is_kept_as_it_is():
    kept = storable(Exhibit("screen.painted.png", PNG), Scrubber())
    assert kept == PNG


def test_what_only_calls_itself_painted_is_not_kept():
    for kind, data in (("screen.painted.png", b"anna@customers.example"), ("painted.png", PNG)):
        assert storable(Exhibit(kind, data), Scrubber()).startswith(b"not kept:")


def test_a_recording_is_kept_only_where_that_is_allowed():
    for kind in ("trace.zip", "video.webm"):
        assert storable(Exhibit(kind, b"PK\x03"), Scrubber()).startswith(b"not kept:")
        assert storable(Exhibit(kind, b"PK\x03"), Scrubber(), raw=True) == b"PK\x03"
    assert storable(Exhibit("notes.doc", b"?"), Scrubber(), raw=True).startswith(b"not kept:")


def test_a_recording_is_kept_whole_or_not_at_all():
    data = b"PK" + bytes(5000)
    assert storable(Exhibit("trace.zip", data), Scrubber(), 3000, raw=True) == data
    told = storable(Exhibit("trace.zip", data), Scrubber(), 2000, raw=True)
    assert told.startswith(b"not kept: 0.0 MB are more") and b"ledger.evidence.largest" in told


def test_traffic_is_scrubbed_like_any_json_even_where_recordings_are_allowed():
    har = b'{"log": {"entries": [{"url": "http://bank.example/?mail=anna@customers.example"}]}}'
    kept = storable(Exhibit("traffic.har", har), Scrubber(), raw=True).decode()
    assert "bank.example" in kept and "anna" not in kept
