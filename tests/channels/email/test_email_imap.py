"""A mailbox over IMAP: what is new, what is lost when it breaks, who shares it."""

from __future__ import annotations

import asyncio

import pytest
from channels.email.catching import ANNA, letter
from channels.email.certificates import certificate
from channels.email.scripted_imap import imap_server

from onetake.channels.email import imap
from onetake.words.trouble import CannotTell, Unreached


def mail(text: str = "Hello", **headers: str) -> bytes:
    """Return a mail as a server keeps it."""
    from email.policy import SMTP

    return letter(text, **headers).as_bytes(policy=SMTP)


async def test_only_what_comes_after_the_line_opened_is_heard(logged_in, mailbox):
    mailbox.deliver(mail("old", Subject="old", Date="Fri, 01 Jan 2100 00:00:00 +0000"))
    anna = await logged_in()
    mailbox.deliver(mail("new", Subject="new", Date="Thu, 01 Jan 1970 00:00:00 +0000"))
    heard = await anna.receive("new")
    assert (heard["subject"], heard["date"]) == ("new", "1970-01-01T00:00:00+00:00")
    assert anna.arrived() == []


async def test_a_server_that_tells_no_next_uid_is_asked_for_its_last(reader):
    async with imap_server(uidnext=False) as mailbox:
        mailbox.deliver(mail("old"))
        anna = await reader(
            f"imap://127.0.0.1:{mailbox.port}", user="a", password="pw", tls={"starttls": False}
        )
        mailbox.deliver(mail("new"))
        assert (await anna.receive("new"))["text"] == "new"
        assert anna.arrived() == []


async def test_without_idle_the_server_is_asked_again(reader):
    async with imap_server(idle=False) as mailbox:
        anna = await reader(
            f"imap://127.0.0.1:{mailbox.port}", user="a", password="pw", tls={"starttls": False}
        )
        mailbox.deliver(mail("new"))
        assert (await anna.receive("new"))["text"] == "new"
        assert not any("IDLE" in command for command in mailbox.commands)


async def test_news_that_came_in_one_breath_with_idle_is_heard(logged_in, mailbox):
    anna = await logged_in()
    await mailbox.until("IDLE", 2)
    mailbox.breath.append(mail("just now"))
    mailbox.deliver(mail("before"))
    assert (await anna.receive("just now"))["text"] == "just now"


async def test_news_end_the_wait_in_idle_at_once(logged_in, mailbox, monkeypatch):
    """Nothing but the server's word ends this wait: the limit of time is an hour."""
    monkeypatch.setattr(imap, "_LONGEST_IDLE", 3600.0)
    waits, loop, wait = asyncio.Semaphore(0), asyncio.get_running_loop(), imap.Imap._wait

    def told(self, client, seconds):
        loop.call_soon_threadsafe(waits.release)
        return wait(self, client, seconds)

    monkeypatch.setattr(imap.Imap, "_wait", told)
    anna = await logged_in()
    for _ in range(2):  # a line that joins ends the first wait itself
        await waits.acquire()
    mailbox.deliver(mail("at once"))
    assert (await anna.receive("at once"))["text"] == "at once"


@pytest.mark.parametrize("bytes_before", [0, 1, 100])
async def test_a_drop_in_mid_fetch_loses_nothing_and_brings_nothing_twice(
    logged_in, mailbox, bytes_before
):
    anna = await logged_in()
    mailbox.drops += [bytes_before, bytes_before]
    mailbox.deliver(mail("first", Subject="first"))
    mailbox.deliver(mail("second", Subject="second"))
    heard = await anna.receive("second")
    assert heard["subject"] == "second"
    assert mailbox.logins == 3
    transcript = anna.evidence()
    assert transcript.count("'first'") == transcript.count("'second'") == 1
    assert "the mailbox was out of reach" in transcript


async def test_a_drop_while_waiting_is_made_good(logged_in, mailbox):
    anna = await logged_in()
    await mailbox.until("IDLE")
    mailbox.break_off()
    mailbox.deliver(mail("after the break"))
    assert (await anna.receive("after the break"))["text"] == "after the break"


async def test_a_mailbox_that_stays_away_ends_the_line(logged_in, mailbox):
    anna = await logged_in(timeout="100ms")
    mailbox.greeting = b"* BYE closed for repairs\r\n"
    mailbox.break_off()
    why = await anna.end()
    assert isinstance(why, (CannotTell, Unreached))
    assert "closed for repairs" in str(why)


async def test_a_folder_made_anew_is_told_and_nothing_guessed(logged_in, mailbox):
    anna = await logged_in()
    mailbox.validity = 8
    mailbox.deliver(mail("old or new?"))
    mailbox.break_off()
    why = await anna.end()
    assert isinstance(why, CannotTell)
    assert why.rule == "mailbox.changed"
    assert "UIDVALIDITY 7 became 8" in why.reason
    assert anna.arrived() == []


async def test_a_mail_deleted_before_it_was_read_is_told(logged_in, mailbox):
    anna = await logged_in()
    mailbox.drops.append(0)
    uid = mailbox.deliver(mail("gone"))
    await mailbox.until("BODY.PEEK[]")
    del mailbox.mails[uid]
    mailbox.deliver(mail("here"))
    assert (await anna.receive("here"))["text"] == "here"
    assert "a mail was deleted before it could be read" in anna.line.inbox.explain()


async def test_all_lines_of_a_mailbox_share_one_connection(logged_in, mailbox):
    people = [f"c{number}@customers.example" for number in range(500)]
    lines = await asyncio.gather(*(logged_in(inbox=person) for person in people))
    assert mailbox.logins == 1
    for person in people:
        mailbox.deliver(mail(f"for {person}", to=person))
    heard = await asyncio.gather(
        *(line.receive(f"for {at}") for line, at in zip(lines, people, strict=True))
    )
    assert [facts["to.0"] for facts in heard] == people
    assert not any(line.arrived() for line in lines)


async def test_mails_of_others_are_not_even_fetched(logged_in, mailbox):
    anna = await logged_in()
    mailbox.deliver(mail("not hers", to="bert@customers.example"))
    mailbox.deliver(mail("hers"))
    await anna.receive("hers")
    fetched = [command for command in mailbox.commands if "BODY.PEEK[]" in command]
    assert len(fetched) == 1
    assert "a mail came for bert@customers.example" in anna.line.inbox.explain()


async def test_fifty_thousand_old_mails_are_left_alone(logged_in, mailbox):
    mailbox.mails = dict.fromkeys(range(1, 50_001), mail("old"))
    mailbox.next = 50_001
    anna = await logged_in()
    mailbox.deliver(mail("new"))
    assert (await anna.receive("new"))["text"] == "new"
    fetched = [command for command in mailbox.commands if "FETCH" in command]
    assert all("50001" in command for command in fetched)


async def test_a_mail_larger_than_allowed_is_cut_and_says_so(logged_in, mailbox):
    anna = await logged_in(largest="1KB")
    raw = mail("begin " + "x" * 5000 + " end")
    mailbox.deliver(raw)
    heard = await anna.receive("begin")
    assert heard["size"] == len(raw)
    assert "end" not in heard["text"]
    assert heard["notes"] == [f"the mail is cut: 1,000 of {len(raw):,} bytes were read (`largest`)"]


TROUBLES = {
    "a wrong password": (
        {"password": "wrong"}, "mailbox.login", "does not let anna in: [AUTHENTICATIONFAILED]"
    ),
    "a folder that is not there": (
        {"folder": "Nope"}, "mailbox.folder", "folders there: INBOX"
    ),
    "a password over an open line": ({"tls": {}}, "mailbox.open", "tls: {starttls: false}"),
}  # fmt: skip


@pytest.mark.parametrize("what", TROUBLES)
async def test_what_keeps_us_out_is_told_with_the_fix(logged_in, what):
    settings, rule, words = TROUBLES[what]
    with pytest.raises(CannotTell) as found:
        await logged_in(**settings)
    assert found.value.rule == rule
    assert words in found.value.reason


async def test_a_server_that_speaks_something_else_is_told(logged_in, mailbox):
    mailbox.greeting = b"SSH-2.0-OpenSSH_9.2\r\n"
    with pytest.raises(CannotTell, match="does not speak IMAP, but said:.*SSH-2.0"):
        await logged_in()


async def test_a_server_that_is_busy_is_no_wrong_password(logged_in, mailbox):
    mailbox.refuse = "[UNAVAILABLE] too busy"
    with pytest.raises(CannotTell, match="lets nobody in now") as found:
        await logged_in()
    assert found.value.rule == "mailbox.login"


async def test_starttls_comes_before_the_password(reader, tmp_path):
    security, ca = certificate(tmp_path)
    async with imap_server(starttls=True, security=security) as mailbox:
        at = f"imap://127.0.0.1:{mailbox.port}"
        anna = await reader(at, user="anna", password="pw", tls={"ca": ca})
        mailbox.deliver(mail("secret"))
        assert (await anna.receive("secret"))["to"] == [ANNA]
        words = [command.split()[0] for command in mailbox.commands]
        assert words.index("STARTTLS") < words.index("LOGIN")


async def test_tls_from_the_first_byte_on(reader, tmp_path):
    security, ca = certificate(tmp_path)
    async with imap_server(secured=security) as mailbox:
        at = f"imaps://127.0.0.1:{mailbox.port}"
        anna = await reader(at, user="anna", password="pw", tls={"ca": ca})
        mailbox.deliver(mail("secret"))
        assert (await anna.receive("secret"))["text"] == "secret"


async def test_an_expired_certificate_is_told(reader, tmp_path):
    security, ca = certificate(tmp_path, expired=True)
    async with imap_server(starttls=True, security=security) as mailbox:
        with pytest.raises(CannotTell, match="certificate has expired") as found:
            await reader(
                f"imap://127.0.0.1:{mailbox.port}", user="anna", password="pw", tls={"ca": ca}
            )
        assert found.value.rule == "certificate"
