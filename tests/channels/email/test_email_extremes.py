"""Mails nobody should send, and somebody does: huge, deep, broken, endless."""

from __future__ import annotations

from base64 import encodebytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.channels.email.heard import FACTS_KNOWN, HeardMail
from onetake.channels.email.html import LONGEST, read_html
from onetake.channels.email.letter import Letter, urls_in
from onetake.channels.email.mime import MOST_PARTS, take_apart
from onetake.channels.email.people import Inbox, normal, people_in, without_plus
from onetake.channels.email.trust import results_of
from onetake.words.path import Path


def facts(raw: bytes) -> dict[str, object]:
    """Return every fact of a mail."""
    heard = HeardMail(Letter(take_apart(raw)))
    return {name: heard.fact(Path.parse(name)) for name in FACTS_KNOWN}


def nested(depth: int, kind: str = "multipart/mixed") -> bytes:
    """Return a mail with a text below so many parts."""
    head = b"".join(
        b'Content-Type: %s; boundary="b%d"\n\n--b%d\n' % (kind.encode(), level, level)
        for level in range(depth)
    )
    tail = b"".join(b"\n--b%d--\n" % level for level in reversed(range(depth)))
    return (
        b"Subject: deep\nMIME-Version: 1.0\n" + head + b"Content-Type: text/plain\n\nfound" + tail
    )


@pytest.mark.parametrize("depth", [1, 2, 100, 200])
def test_parts_within_parts_are_found(depth):
    found = facts(nested(depth))
    assert found["text"].strip() == "found"
    assert found["notes"] == []


@pytest.mark.parametrize("depth", [1000, 20_000])
def test_parts_nested_beyond_reason_are_told(depth):
    found = facts(nested(depth))
    assert found["subject"] == "deep"
    assert "its parts are nested too deep to be read" in found["notes"]


def test_mails_within_mails_within_mails_are_an_attachment():
    raw = b"Subject: leaf\n\nfound"
    for level in range(100):
        raw = b"Subject: mail %d\nContent-Type: message/rfc822\n\n" % level + raw
    found = facts(raw)
    assert found["subject"] == "mail 99"
    assert [file["name"] for file in found["attachments"]] == ["mail 98.eml"]


def test_parts_without_end_are_not_all_read():
    parts = b"--b\n\nx\n" * (MOST_PARTS + 500)
    found = facts(b"Content-Type: multipart/mixed; boundary=b\n\n" + parts)
    assert found["parts"] == MOST_PARTS
    assert f"it has more than {MOST_PARTS} parts" in found["notes"]


def test_a_mail_of_thirty_megabytes_is_read_whole():
    content = bytes(range(256)) * 90_000
    raw = (
        b"Subject: large\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\n"
        b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
        + encodebytes(content)
        + b"--b--\n"
    )
    assert len(raw) > 30_000_000
    found = facts(raw)
    assert found["text"] == "See the file."
    assert found["attachments"][0]["size"] == len(content)


def test_a_mail_cut_in_its_file_keeps_its_text_and_says_so():
    mail = EmailMessage(policy=SMTP)
    mail.set_content("See the file.")
    mail.add_attachment(bytes(300_000), maintype="application", subtype="zip", filename="a.zip")
    raw = mail.as_bytes()
    letter = Letter(take_apart(raw[:100_000], len(raw)))
    assert letter.text == "See the file."
    assert letter.mail.size == len(raw)
    assert (
        letter.notes[0] == f"the mail is cut: 100,000 of {len(raw):,} bytes were read (`largest`)"
    )


def test_html_too_deep_is_read_without_its_looks():
    page = read_html("<style>p{}</style>" + "<div>" * 5000 + "deep &amp; down")
    assert page.text == "deep & down"
    assert page.note == "its HTML is nested too deep for its looks to be known"


def test_html_without_end_is_cut_and_says_so():
    page = read_html("<p>begin</p>" + " " * LONGEST + "<p>end</p>")
    assert page.text == "begin"
    assert page.note == "only the first 2,000,000 characters of its HTML were read"


@pytest.mark.parametrize("html", ["", " ", "\x00", "<", "<a href=", "<!--", "\ud800", "&#55296;",
                                  "<style>{{{{</style>x", "<p style='::;;color'>x",
                                  "<?xml version='1.0' encoding='utf-16'?><p>x</p>",
                                  "<td>x", "</p></p>", "<a>x</a><area href=y>"])  # fmt: skip
def test_html_that_is_none_is_read(html):
    page = read_html(html)
    assert page.text.encode() is not None


@given(st.text(alphabet="<>/=\"' &;:{}apstyledivbrimgh0#-!\n\x00\ud800é", max_size=200))
def test_no_html_is_too_odd(html):
    page = read_html(html)
    assert page.text.encode().decode() == page.text
    assert page.hidden.encode().decode() == page.hidden


@given(st.binary(max_size=400))
def test_no_bytes_are_too_odd(raw):
    facts(raw)


HEADERS = ("From", "To", "Subject", "Date", "Content-Type", "Content-Disposition", "Content-ID",
           "Content-Transfer-Encoding", "Authentication-Results", "Received-SPF", "Reply-To",
           "X-Failed-Recipients", "References")  # fmt: skip
ODD = st.text(alphabet="=?\"<>()[]@;:,. \t\\/*'%abutf-8multipart0\xff\u20ac", max_size=60)


@given(st.lists(st.tuples(st.sampled_from(HEADERS), ODD), max_size=8), st.binary(max_size=100))
def test_no_headers_are_too_odd(headers, body):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    facts(head.encode("utf-8") + b"\r\n" + body)


@given(st.lists(ODD, max_size=4))
def test_no_addresses_are_too_odd(values):
    for person in people_in(values):
        assert "@" in person.address
        assert normal(normal(person.address)) == normal(person.address)


@given(st.lists(ODD, max_size=3), st.lists(ODD, max_size=2), st.sampled_from(["", "mx"]))
def test_no_result_is_too_odd(authentication, received_spf, trusted):
    found = results_of(authentication, received_spf, trusted)
    assert set(found) <= {"spf", "dkim", "dmarc"}


@given(st.text(alphabet="htps:/w.example()?&=,;![]{} \n", max_size=100))
def test_no_text_of_links_is_too_odd(text):
    assert all(url in text for url in urls_in(text))


LOCAL = st.text(alphabet="abcXYZ019._-", min_size=1, max_size=10)


@given(LOCAL, LOCAL, st.sampled_from(["customers.example", "Customers.EXAMPLE", "bücher.example"]))
def test_plus_addresses_are_their_owners_and_theirs_alone(name, tag, domain):
    owner = Inbox.of(f"{name}@{domain}")
    assert owner.takes(normal(f"{name}+{tag}@{domain.upper()}"))
    assert owner.takes(normal(f"{name.upper()}@{domain}"))
    assert not owner.takes(normal(f"{name}{tag}@{domain}"))
    assert not owner.takes(normal(f"{name}@sub.{domain}"))
    tagged = Inbox.of(f"{name}+{tag}@{domain}")
    assert tagged.takes(normal(f"{name}+{tag}@{domain}"))
    assert not tagged.takes(normal(f"{name}@{domain}"))
    assert without_plus(normal(f"{name}+{tag}@{domain}")) == normal(f"{name}@{domain}")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200),
    st.sampled_from(["utf-8", "gb18030"]),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
    st.binary(max_size=200),
)
def test_what_is_written_is_read_again(subject, text, charset, cte, content):
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail.set_content(text, charset=charset, cte=cte)
    mail.add_attachment(content, maintype="application", subtype="x", filename="d\u00e4ta.bin")
    letter = Letter(take_apart(mail.as_bytes()))
    assert letter.subject.split() == subject.split()
    assert letter.plain.splitlines() == text.strip("\n").splitlines()
    assert letter.files[0].data == content
    assert letter.files[0].name == "d\u00e4ta.bin"
    assert letter.notes == []
