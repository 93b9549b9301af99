"""Mails that customers write: new ones, answers, mails passed on; and servers that refuse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from channels.email.catching import ANNA, COMPANY, letter
from channels.email.certificates import certificate
from channels.email.relay import relay

from onetake.words.trouble import CannotTell, CustomerNotices, Unreached


@pytest.fixture
async def server():
    """Serve a relay without passwords."""
    async with relay() as taking:
        yield taking


@pytest.fixture
def writer(caught, server):
    """Open lines that write through the relay and read from the catcher."""

    async def open_line(**settings):
        given = {"smtp": f"smtp://127.0.0.1:{server.port}", "recipients": ["*@company.example"]}
        return await caught(**{**given, **settings})

    return open_line


async def test_a_mail_has_all_it_was_given(writer, server, tmp_path):
    (tmp_path / "photo.png").write_bytes(b"\x89PNG photo")
    anna = await writer(name="Anna Bérg", recipients=["*@company.example", "*@friends.example"])
    anna.line.desk = replace(anna.line.desk, folder=tmp_path)
    await anna.write(
        "send",
        {
            "to": ["Help <help@company.example>", "claims@company.example"],
            "cc": "bert@friends.example",
            "bcc": "carla@friends.example",
            "subject": "Größe – 10\nBcc: evil@company.example",
            "text": "Grüße\nAnna",
            "html": "<p>Grüße</p><img src='cid:photo.png'>",
            "attach": "photo.png",
            "headers": {"X-Case": "Ä1"},
        },
    )
    mail, [envelope] = server.mail(), server.taken
    assert envelope.mail_from == ANNA
    assert envelope.rcpt_tos == [
        "help@company.example", "claims@company.example", "bert@friends.example",
        "carla@friends.example",
    ]  # fmt: skip
    assert mail["from"] == f"Anna Bérg <{ANNA}>"
    assert mail["to"] == "Help <help@company.example>, claims@company.example"
    assert (mail["cc"], mail["bcc"]) == ("bert@friends.example", None)
    assert mail["subject"] == "Größe – 10 Bcc: evil@company.example"
    assert server.text() == "Grüße\nAnna\n"
    assert "<p>Grüße</p>" in server.text("html")
    assert (mail["x-case"], mail["x-synthetic"]) == ("Ä1", "onetake")
    assert mail["traceparent"].startswith("00-")
    assert mail["message-id"].endswith("@customers.example>")
    assert mail["date"].datetime is not None
    assert b"\x89PNG photo" in [part.get_payload(decode=True) for part in mail.walk()]


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\r\n\r\n", "\n\x00"])
async def test_what_was_heard_cannot_add_a_header(writer, server, breaks):
    """A value that a step kept goes into a header; it may hold whatever somebody said."""
    anna = await writer(memory={"heard": f"A-1{breaks}Bcc: x@company.example{breaks}X-Evil: 1"})
    heard = {"subject": "${heard}", "headers": {"X-Order": "${heard}"}, "text": "hi"}
    await anna.write("send", {"to": "help@company.example", **heard})
    mail, [envelope] = server.mail(), server.taken
    assert envelope.rcpt_tos == ["help@company.example"]
    assert (mail["bcc"], mail["x-evil"]) == (None, None)
    assert mail["subject"] == mail["x-order"] == "A-1 Bcc: x@company.example X-Evil: 1"
    assert server.text() == "hi\n"


async def test_addresses_in_other_alphabets_are_written(writer, server):
    anna = await writer(inbox="änna@bücher.example", recipients=["*@грузия.example"])
    await anna.write("send", {"to": "дато@грузия.example", "text": "hi"})
    [envelope] = server.taken
    assert envelope.mail_from == "änna@xn--bcher-kva.example"
    assert envelope.rcpt_tos == ["дато@xn--c1aid4ap8e.example"]
    assert "дато@" in server.mail()["to"]


async def test_an_answer_goes_where_it_belongs_and_quotes(writer, catcher, server):
    anna = await writer()
    catcher.deliver(
        "First line\n\nSecond line", Subject="Your card", Reply_To="Desk <desk@company.example>",
        Message_ID="<2@company.example>", References="<0@company.example> <1@company.example>",
        Date="Mon, 04 May 2026 09:30:00 +0200", From="Cards <cards@company.example>",
        Cc=f"chief@company.example, {ANNA}",
    )  # fmt: skip
    await anna.receive("First line")
    await anna.write("reply", "Yes, please")
    mail = server.mail()
    assert (mail["to"], mail["cc"]) == ("desk@company.example", None)
    assert mail["subject"] == "Re: Your card"
    assert mail["in-reply-to"] == "<2@company.example>"
    references = "<0@company.example> <1@company.example> <2@company.example>"
    assert mail["references"] == references
    assert server.text().splitlines() == [
        "Yes, please", "", "On 2026-05-04T09:30:00+02:00, Cards wrote:", "> First line", ">",
        "> Second line",
    ]  # fmt: skip
    await anna.write("reply", {"text": "No", "everybody": True, "quote": False})
    assert server.mail()["cc"] == "chief@company.example"
    assert server.text() == "No\n"


async def test_an_answer_to_an_answer_is_no_re_re(writer, catcher, server):
    anna = await writer()
    catcher.deliver("hi", Subject="AW: Your card")
    await anna.receive("hi")
    await anna.write("reply", "again")
    assert server.mail()["subject"] == "AW: Your card"


async def test_the_mail_taken_by_a_step_is_answered_not_a_later_one(writer, catcher, server):
    anna = await writer()
    catcher.deliver("the first", Subject="first")
    await anna.receive("the first")
    catcher.deliver("the second", Subject="second")
    while not anna.arrived():
        assert await anna.line.inbox.more(10)
    await anna.write("reply", "to the first")
    assert server.mail()["subject"] == "Re: first"


async def test_a_mail_is_passed_on_with_its_files(writer, catcher, server):
    anna = await writer()
    mail = letter("Is your card", Subject="Your card")
    mail.add_alternative("<p>Is your card</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    catcher.put(mail.as_bytes())
    await anna.receive("Is your card")
    await anna.write("forward", {"to": "fraud@company.example", "text": "From you?"})
    sent = server.mail()
    assert (sent["to"], sent["subject"]) == ("fraud@company.example", "Fwd: Your card")
    text = server.text()
    assert text.startswith("From you?\n\n---------- Forwarded message")
    assert f"From: {COMPANY}\n" in text
    assert text.rstrip().endswith("\n\nIs your card")
    assert "<p>Is your card</p>" in server.text("html")
    assert [part.get_filename() for part in sent.iter_attachments()] == ["a.pdf"]


async def test_nothing_received_is_nothing_to_answer(writer):
    anna = await writer()
    with pytest.raises(CannotTell, match="receive one first"):
        await anna.write("reply", "hello?")


@pytest.mark.parametrize(
    ("value", "rule", "words"),
    [
        ({"text": "x", "attach": "missing.pdf"}, "attach.file", "No such file"),
        ({"text": "x", "attach": "../outside.pdf"}, "attach.file", "lies outside"),
        ({"text": "x", "attach": ".onetake/ledger.db"}, "attach.file", "is hidden"),
        ({"text": "x", "attach": "data/../.env"}, "attach.file", "is hidden"),
        ({"text": "x", "headers": {"To": "other@company.example"}}, "request", "header To"),
        ({"text": "x", "to": "@company.example"}, "address", "is no address"),
        ({"text": "x", "to": "a b@company.example"}, "address", "is no address"),
    ],
)
async def test_what_cannot_be_sent_is_told(writer, server, value, rule, words):
    anna = await writer()
    with pytest.raises(CannotTell, match=words) as found:
        await anna.write("send", value)
    assert found.value.rule == rule
    assert server.taken == []


async def test_whoever_reads_all_mail_needs_an_address_to_write_from(writer):
    with pytest.raises(CannotTell, match="add sender: to its file"):
        await (await writer(inbox="*")).write("send", "hello")
    await (await writer(inbox="*", sender=ANNA)).write("send", "hello")


async def test_a_system_without_smtp_is_told(caught):
    anna = await caught(smtp=None)
    with pytest.raises(CannotTell, match="add smtp: to its file"):
        await anna.write("send", "hello")


@pytest.mark.parametrize(
    ("said", "kind", "rule"),
    [
        ("550 5.1.1 no such user", CustomerNotices, "smtp.refused"),
        ("451 4.7.1 greylisted", CannotTell, "smtp.later"),
    ],
)
@pytest.mark.parametrize("where", ["answer", "recipient"])
async def test_a_refusal_is_told_in_the_servers_words(writer, server, said, kind, rule, where):
    setattr(server, where, said)
    anna = await writer()
    with pytest.raises(kind) as found:
        await anna.write("send", "hello")
    assert found.value.rule == rule
    assert said in found.value.reason


async def test_a_refused_connection_is_unreached(caught, free_port):
    anna = await caught(smtp=f"smtp://127.0.0.1:{free_port}")
    with pytest.raises(Unreached, match="Connection refused"):
        await anna.write("send", "hello")


async def test_a_server_that_speaks_something_else_is_told(caught, catcher):
    anna = await caught(smtp=catcher.address.replace("http", "smtp"), timeout="300ms")
    with pytest.raises((CannotTell, Unreached, CustomerNotices)) as found:
        await anna.write("send", "hello")
    assert "smtp://127.0.0.1" in found.value.reason


class TestSecured:
    """With TLS and passwords."""

    async def test_starttls_is_taken_where_offered(self, caught, tmp_path):
        security, ca = certificate(tmp_path)
        async with relay(starttls=security, login=True) as server:
            smtp = {"address": f"smtp://127.0.0.1:{server.port}", "user": "anna",
                    "password": "pässword", "tls": {"ca": ca}}  # fmt: skip
            anna = await caught(smtp=smtp)
            await anna.write("send", "hello")
            assert server.logins == [b"anna"]
            assert server.text() == "hello\n"

    async def test_tls_from_the_first_byte_on(self, caught, tmp_path):
        security, ca = certificate(tmp_path)
        async with relay(secured=security) as server:
            anna = await caught(smtp=f"smtps://127.0.0.1:{server.port}", tls={"ca": ca})
            await anna.write("send", "hello")
            assert server.text() == "hello\n"

    async def test_a_wrong_password_is_told(self, caught):
        async with relay(login=True) as server:
            smtp = {"address": f"smtp://127.0.0.1:{server.port}", "user": "anna",
                    "password": "wrong", "tls": {"starttls": False}}  # fmt: skip
            anna = await caught(smtp=smtp)
            with pytest.raises(CannotTell, match="does not let anna in") as found:
                await anna.write("send", "hello")
            assert found.value.rule == "smtp.login"

    async def test_a_password_is_not_shown_to_everybody(self, caught):
        async with relay(login=True) as server:
            smtp = {"address": f"smtp://127.0.0.1:{server.port}", "user": "anna",
                    "password": "pässword"}  # fmt: skip
            anna = await caught(smtp=smtp)
            with pytest.raises(CannotTell, match="offers no STARTTLS") as found:
                await anna.write("send", "hello")
            assert found.value.rule == "smtp.open"
            assert server.logins == []

    async def test_an_expired_certificate_is_told(self, caught, tmp_path):
        security, ca = certificate(tmp_path, expired=True)
        async with relay(secured=security) as server:
            anna = await caught(smtp=f"smtps://127.0.0.1:{server.port}", tls={"ca": ca})
            with pytest.raises(CannotTell, match="certificate has expired") as found:
                await anna.write("send", "hello")
            assert found.value.rule == "certificate"
