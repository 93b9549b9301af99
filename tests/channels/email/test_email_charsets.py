"""Text in every charset there is, rightly named, wrongly named, or not at all."""

from __future__ import annotations

import codecs
import encodings.aliases

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onetake.channels.email.charset import decode, words_of
from onetake.channels.email.letter import Letter
from onetake.channels.email.mime import take_apart

CODECS = sorted(set(encodings.aliases.aliases.values()))
NAMES = sorted({*CODECS, *encodings.aliases.aliases})
SAMPLES = ("Grüße, 4711 €", "Привет 4711", "Γειά σου 4711", "שלום 4711", "مرحبا 4711", "你好 4711",
           "こんにちは 4711", "안녕 4711", "สวัสดี 4711", "Hello 4711")  # fmt: skip


def sample(codec: str) -> tuple[str, bytes] | None:
    """Return a text that a codec can write, and its bytes; None for what is no codec of texts."""
    for text in SAMPLES:
        try:
            return text, text.encode(codec)
        except (LookupError, UnicodeError):
            continue
    return None


def mail(body: bytes, charset: str) -> Letter:
    """Return a mail with this body and this charset."""
    head = f"Subject: hi\r\nContent-Type: text/plain; charset={charset}\r\n"
    return Letter(take_apart(head.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body))


@pytest.mark.parametrize("codec", CODECS)
def test_a_text_in_every_charset_is_read(codec):
    found = sample(codec)
    if found is None:
        assert codec in ("bz2_codec", "hex_codec", "mbcs", "quopri_codec", "base64_codec",
                         "rot_13", "uu_codec", "zlib_codec")  # fmt: skip
        letter = mail(b"Hello 4711", codec)
        assert letter.text == "Hello 4711"
        assert "charset" in letter.notes[0]
        return
    text, body = found
    letter = mail(body, codec)
    assert letter.text == text
    assert letter.notes == []


def is_text(text: str) -> bool:
    """Tell if a text can be stored: it has no halves of surrogate pairs."""
    return text.encode().decode() == text


@pytest.mark.parametrize("name", NAMES)
def test_bytes_that_fit_no_charset_are_read_as_something(name):
    text, _ = decode(b"4711 \xff\xfe\xfd\x80\x81\xd8\x00 \\ud800 +2AA-", name)
    assert text
    assert is_text(text)


@given(st.sampled_from(NAMES), st.binary(max_size=60))
@example("raw_unicode_escape", b"\\ud800")
@example("utf_7", b"+2AA-")
def test_any_bytes_in_any_charset_are_read(name, body):
    assert is_text(decode(body, name)[0])


@pytest.mark.parametrize(
    "charset", ["klingon", "utf-8; evil", "\x00", "x-user-defined", "undefined"]
)
def test_a_charset_that_is_none_is_no_obstacle(charset):
    text, odd = decode("Grüße".encode(), charset)
    assert text.startswith("Gr")
    assert odd or charset == "x-user-defined"


@pytest.mark.parametrize("name", ["gb2312", "ks_c_5601-1987", "x-sjis", "iso-8859-8-i", "x-gbk"])
def test_names_that_only_browsers_know_are_known(name):
    codec = {"ks_c_5601-1987": "euc-kr", "x-sjis": "shift_jis", "iso-8859-8-i": "iso-8859-8",
             "x-gbk": "gbk"}.get(name, name)  # fmt: skip
    found = sample(codec)
    assert found is not None
    assert decode(found[1], name) == (found[0], "")


@given(st.text(), st.sampled_from(["utf-8", "iso-8859-1", "koi8-r", "shift_jis", "utf-7"]))
def test_encoded_words_are_read_whatever_stands_in_them(text, charset):
    from email.header import Header

    try:
        text.encode(charset)
    except UnicodeError:
        text = "plain"
    written = Header(" ".join(text.split()), codecs.lookup(charset).name).encode()
    assert is_text(words_of(written))


@given(st.text(alphabet="=?utf8qb_ +/AZaz\r\n\t\ud8ff-\udcff", max_size=80))
def test_no_header_is_too_odd(raw):
    assert is_text(words_of(raw))


@pytest.mark.parametrize("name", ["iso-8859-1", "latin1", "us-ascii", "cp1252", ""])
def test_what_windows_calls_latin_is_read_as_meant(name):
    assert decode(b"\x80 5 \x96 ok", name)[0] == "€ 5 – ok"
