"""Secrets, nested values, headers and bodies, as those who store evidence call the scrubber."""

import base64
import json
from urllib.parse import quote

import pytest

from onetake.scrub import Scrubber, ScrubRefused

TOKEN = 's3cr3t/"Tok+en&1'
SCRUBBER = Scrubber({"bank_token": TOKEN})


@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        quote(TOKEN, safe=""),
        quote(TOKEN, safe="").replace("%2B", "%2b"),
        json.dumps(TOKEN)[1:-1],
        json.dumps(json.dumps(TOKEN))[3:-3],
        "s3cr3t/&quot;Tok+en&amp;1",
        *(base64.b64encode(b"u" * shift + TOKEN.encode()).decode() for shift in range(3)),
        *(base64.urlsafe_b64encode(b"u" * shift + TOKEN.encode()).decode() for shift in range(3)),
    ],
)
def test_a_declared_secret_is_found_however_it_is_written(written):
    assert SCRUBBER.text(f"sent {written} there") == "sent [secret bank_token] there"


def test_a_secret_inside_a_basic_header_is_found_in_a_text():
    coded = base64.b64encode(f"anna:{TOKEN}".encode()).decode()
    assert SCRUBBER.text(f"I sent Basic {coded}.") == "I sent Basic [secret bank_token]."


def test_a_short_secret_is_found_only_as_a_whole_word():
    scrubber = Scrubber({"pin": "77"})
    assert scrubber.text("pin 77, order 1771") == "pin [secret pin], order 1771"


def test_a_longer_secret_wins_over_one_inside_it():
    scrubber = Scrubber({"short": "harbor", "long": "harbor-bank-9"})
    assert scrubber.text("x harbor-bank-9 y harbor") == "x [secret long] y [secret short]"


def test_an_empty_secret_hides_nothing():
    text = "nothing"
    assert Scrubber({"empty": "", "blank": " "}).text(text) is text


def test_a_secret_named_like_a_placeholder_stops():
    scrubber = Scrubber({"a": "secret", "b": "card"})
    assert scrubber.text("card 4111111111111111 secret") == "[secret b] [card] [secret a]"


def test_the_sentence_around_stays_readable():
    text = "I am anna@example.com, call +49 171 2345678 about 4111 1111 1111 1111."
    assert SCRUBBER.text(text) == "I am [email], call [phone] about [card]."


def test_a_known_value_of_a_persona_is_found_in_any_writing():
    known = {
        "phone": "0171 2345678",
        "name": "Anna Berg",
        "language": "en",
        "card": "1234 5678 9012 3456",
    }
    scrubber = Scrubber(known=known)
    assert scrubber.text("Anna Berg, 0171-23 45 678") == "Anna Berg, [phone]"
    assert scrubber.text("used 1234567890123456") == "used [card]"
    assert Scrubber().text("0171-23 45 678") == "0171-23 45 678"


def test_the_key_of_a_member_tells_what_its_number_is():
    value = {
        "customer": {"phone": "02079460958", "order": "02079460958", "ids": [4111111111111111]}
    }
    assert SCRUBBER.json(value) == {
        "customer": {"phone": "[phone]", "order": "02079460958", "ids": ["[card]"]}
    }


def test_secret_keys_lose_their_value_whole():
    value = {
        "password": "x",
        "access_token": {"a": 1},
        "pin": 1234,
        "X-Api-Key": TOKEN,
        "Authorization": "Bearer abc",
        "cookie": "a=1; b=2",
        "password_required": True,
        "token": None,
        "max_tokens": 4096,
    }
    assert SCRUBBER.json(value) == {
        "password": "[secret]",
        "access_token": "[secret]",
        "pin": "[secret]",
        "X-Api-Key": "[secret bank_token]",
        "Authorization": "Bearer [secret]",
        "cookie": "a=[secret]; b=[secret]",
        "password_required": True,
        "token": None,
        "max_tokens": 4096,
    }


def test_keys_are_scrubbed_and_no_entry_is_lost():
    assert SCRUBBER.json({"a@x.de": 1, "b@x.de": 2}) == {"[email]": 1, "[email] (2)": 2}


def test_a_clean_value_comes_back_as_the_very_same_object():
    value = {"orders": [{"id": 10004711, "state": "shipped", "at": "2024-05-01T12:00:00Z"}]}
    assert SCRUBBER.json(value) is value
    headers = {"Content-Type": "application/json"}
    assert SCRUBBER.headers(headers) is headers
    body = b'{"state": "shipped"}'
    assert SCRUBBER.bytes(body, "json") is body


def test_a_value_without_a_bottom_is_refused():
    value = []
    value.append(value)
    with pytest.raises(ScrubRefused, match="levels deep"):
        SCRUBBER.json(value)


def test_headers_keep_schemes_and_names_of_cookies():
    pairs = [
        ("Authorization", "Bearer abc"),
        ("Proxy-Authorization", f"Basic {TOKEN}"),
        ("Cookie", "session=1; theme=dark"),
        ("Set-Cookie", "sid=abc; Path=/; HttpOnly"),
        ("X-Api-Key", "k"),
        ("X-Customer-Phone", "02079460958"),
        ("Date", "Wed, 01 May 2024 12:00:00 GMT"),
    ]
    scrubbed = SCRUBBER.headers(pairs)
    assert scrubbed == [
        ("Authorization", "Bearer [secret]"),
        ("Proxy-Authorization", "Basic [secret bank_token]"),
        ("Cookie", "session=[secret]; theme=[secret]"),
        ("Set-Cookie", "sid=[secret]; Path=/; HttpOnly"),
        ("X-Api-Key", "[secret]"),
        ("X-Customer-Phone", "[phone]"),
        ("Date", "Wed, 01 May 2024 12:00:00 GMT"),
    ]
    assert SCRUBBER.headers(scrubbed) is scrubbed


@pytest.mark.parametrize(
    ("kind", "body", "stored"),
    [
        ("text", "ich: anna@x.de \udcff", "ich: [email] \udcff"),
        ("json", '{"password":"x","n":1}', '{"password":"[secret]","n":1}'),
        ("json", '{"a": "ä", "mail": "b@x.de"}', '{"a": "ä", "mail": "[email]"}'),
        ("json", '{"mail":"a@x.de","mail":"none"}', '{"mail":"[email]","mail":"none"}'),
        ("json", '{"password": "x", broken', '{"password": "[secret]", broken'),
        ("headers", "Cookie: a=1\r\nX-N: 2\r\n", "Cookie: a=[secret]\r\nX-N: 2\r\n"),
        ("html", "<b>4111&nbsp;1111&nbsp;1111&nbsp;1111</b>", "<b>[card]</b>"),
        (
            "xml",
            "<Password>x1</Password><m>a@x.de</m>",
            "<Password>[secret]</Password><m>[email]</m>",
        ),
    ],
)
def test_bodies_are_scrubbed_by_their_kind(kind, body, stored):
    data = body.encode("utf-8", "surrogateescape")
    assert SCRUBBER.bytes(data, kind) == stored.encode("utf-8", "surrogateescape")


def test_a_body_in_utf_16_is_read_as_such():
    data = "mail anna@example.com".encode("utf-16")
    assert SCRUBBER.bytes(data, "text").decode("utf-16") == "mail [email]"


def test_a_kind_without_a_scrubber_is_refused_and_told_why():
    with pytest.raises(ScrubRefused, match="'audio/wav'") as refused:
        SCRUBBER.bytes(b"RIFF", "audio/wav")
    assert "allow raw evidence" in refused.value.hint
