"""A mailbox stand-in: Mailpit's and maildev's answers over one mailbox, and SMTP into it."""

import asyncio
import smtplib
from email import message_from_bytes
from email.message import EmailMessage

import pytest

ADA = "ada@customers.example"
SHOP = "shop@shop.example"


def letter(text: str, subject: str = "Hello", to: str = SHOP, sender: str = ADA) -> EmailMessage:
    """Return a mail of a customer."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = "<1@customers.example>"
    mail["x-synthetic"] = "onetake canary@onetake.invalid"
    mail.set_content(text)
    return mail


async def write(at, mail: EmailMessage) -> None:
    """Send a mail over SMTP, as any program does."""

    def send() -> None:
        host, port = at.smtp.removeprefix("smtp://").split(":")
        with smtplib.SMTP(host, int(port)) as smtp:
            smtp.send_message(mail)

    await asyncio.to_thread(send)


async def listed(client, at, query: str = "") -> dict:
    path = f"/api/v1/search?query={query}" if query else "/api/v1/messages"
    return await (await client.get(at.mail + path)).json()


async def order(client, at) -> None:
    await client.post(at.api + "/login", json={"customer": "A-1", "pin": "11"})
    placed = await client.post(at.api + "/orders", json={"item": "pen"})
    assert placed.status == 201


async def test_what_an_answer_sends_is_in_the_mailbox(serve, client):
    async with serve() as at:
        await order(client, at)
        found = await listed(client, at)
        assert (found["total"], found["messages_count"], found["count"]) == (1, 1, 1)
        [summary] = found["messages"]
        assert summary["From"] == {"Name": "The Shop", "Address": SHOP}
        assert summary["To"] == [{"Name": "", "Address": ADA}]
        assert (summary["Subject"], summary["Attachments"]) == ("Your order O-1001", 1)
        assert summary["Read"] is False
        one = f"{at.mail}/api/v1/message/{summary['ID']}"
        mail = await (await client.get(one)).json()
        link = f"{at.api}/orders/O-1001"
        assert mail["Text"].strip() == f"Hello Ada, see {link}."
        assert f'<a href="{link}">' in mail["HTML"]
        assert (await client.get(link)).status == 200
        [file] = mail["Attachments"]
        assert (file["FileName"], file["ContentType"]) == ("O-1001.csv", "text/csv")
        part = await client.get(f"{one}/part/{file['PartID']}")
        assert await part.text() == "pen,1"
        headers = await (await client.get(one + "/headers")).json()
        assert (headers["X-Shop"], headers["Precedence"]) == (["orders"], ["bulk"])
        raw = await (await client.get(one + "/raw")).text()
        assert "Subject: Your order O-1001" in raw
        assert (await listed(client, at))["messages"][0]["Read"] is True


async def test_maildev_shows_the_same_mailbox(serve, client):
    async with serve() as at:
        await order(client, at)
        [mail] = await (await client.get(at.mail + "/email")).json()
        assert mail["from"] == [{"address": SHOP, "name": "The Shop"}]
        assert (mail["subject"], mail["headers"]["x-shop"]) == ("Your order O-1001", "orders")
        assert mail["envelope"]["to"][0]["address"] == ADA
        one = f"{at.mail}/email/{mail['id']}"
        assert (await (await client.get(one)).json())["html"] == mail["html"]
        assert b"X-Shop: orders" in await (await client.get(one + "/source")).read()
        file = await client.get(f"{one}/attachment/O-1001.csv")
        assert await file.text() == "pen,1"
        assert (await (await client.delete(one)).json()) is True
        assert await (await client.get(at.mail + "/email")).json() == []
        assert (await client.get(one)).status == 404


async def test_mails_are_listed_newest_first_and_page_by_page(serve, client):
    async with serve() as at:
        for number in range(5):
            await write(at, letter("x", f"Mail {number}", to="ben@customers.example"))
        page = await (await client.get(at.mail + "/api/v1/messages?start=1&limit=2")).json()
        assert [mail["Subject"] for mail in page["messages"]] == ["Mail 3", "Mail 2"]
        assert (page["start"], page["messages_count"], page["count"]) == (1, 5, 2)
        latest = await (await client.get(at.mail + "/api/v1/message/latest")).json()
        assert latest["Subject"] == "Mail 4"
        rest = await (await client.get(at.mail + "/email?skip=4")).json()
        assert [mail["subject"] for mail in rest] == ["Mail 4"]
        assert (await client.get(at.mail + "/api/v1/messages?start=many")).status == 400


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("to:ben", ["Second", "First"]),
        ("from:ada", ["Second", "First"]),
        ("subject:first", ["First"]),
        ('"one word"', ["First"]),
        ("!subject:first", ["Second"]),
        ("to:ben has:attachment", ["Second"]),
        ("is:read", []),
        ("is:unread word", ["First"]),
        ("message-id:1@customers", ["Second", "First"]),
        ("bcc:eve", ["Second"]),
        ("nothing:such", []),
    ],
)
async def test_mails_are_searched_as_in_mailpit(serve, client, query, subjects):
    async with serve() as at:
        await write(at, letter("Only one word", "First", "Ben <ben@customers.example>"))
        second = letter("Other", "Second", "ben@customers.example")
        second["Bcc"] = "eve@customers.example"
        second.add_attachment(b"1", maintype="image", subtype="png", filename="a.png")
        await write(at, second)
        found = await listed(client, at, query)
        assert [mail["Subject"] for mail in found["messages"]] == subjects


async def test_mails_are_marked_and_thrown_away(serve, client):
    async with serve() as at:
        for subject in ("One", "Two", "Three"):
            await write(at, letter("x", subject, to="ben@customers.example"))
        url = at.mail + "/api/v1/messages"
        assert (await client.put(url, json={"Read": True, "Search": "subject:two"})).status == 200
        assert (await listed(client, at))["unread"] == 2
        newest = (await listed(client, at))["messages"][0]["ID"]
        await client.delete(url, json={"IDs": [newest]})
        assert (await listed(client, at))["total"] == 2
        await client.delete(at.mail + "/api/v1/search?query=subject:one")
        assert [m["Subject"] for m in (await listed(client, at))["messages"]] == ["Two"]
        await client.delete(url)
        assert (await listed(client, at))["total"] == 0
        assert (await client.get(at.mail + "/api/v1/search")).status == 400
        assert (await client.get(at.mail + "/api/v1/message/none")).status == 404


async def test_who_writes_to_the_company_is_answered_in_the_thread(serve, client):
    async with serve() as at:
        await write(at, letter("Please cancel it.", "My order"))
        await write(
            at, letter("O-1\n\n> cancel O-7", "Re: My order", sender="Ada+x@Customers.example")
        )
        mails = (await listed(client, at, "from:shop"))["messages"]
        answers = [
            await (await client.get(f"{at.mail}/api/v1/message/{mail['ID']}")).json()
            for mail in reversed(mails)
        ]
        assert [a["Text"].strip() for a in answers] == ["Which order is it?", "Cancelled, Ada."]
        assert [a["Subject"] for a in answers] == ["Re: My order", "Re: My order"]
        first = await client.get(f"{at.mail}/api/v1/message/{answers[0]['ID']}/headers")
        assert (await first.json())["In-Reply-To"] == ["<1@customers.example>"]
        await client.post(at.api + "/login", json={"customer": "A-1", "pin": "11"})
        assert (await (await client.get(at.api + "/orders/O-1")).json())["state"] == "cancelled"


async def test_a_reset_ends_a_conversation(serve, client):
    async with serve() as at:
        await write(at, letter("Please cancel it."))
        await client.post(at.api + "/test/reset", json={"customer": "A-1"})
        await write(at, letter("It is O-1."))
        answers = (await listed(client, at, "from:shop"))["messages"]
        assert [one["Snippet"] for one in answers] == ["Nobody reads this.", "Which order is it?"]


async def test_a_mail_to_somebody_else_is_kept_and_not_answered(serve, client):
    async with serve() as at:
        await write(at, letter("cancel O-1", to="ben@customers.example"))
        assert (await listed(client, at))["total"] == 1


async def test_a_mail_to_an_address_the_company_has_not_comes_back(serve, client):
    async with serve() as at:
        await write(at, letter("cancel O-1", to="nobody@shop.example"))
        [summary] = (await listed(client, at, "from:mailer-daemon"))["messages"]
        assert summary["To"] == [{"Name": "", "Address": ADA}]
        raw = await client.get(f"{at.mail}/api/v1/message/{summary['ID']}/raw")
        mail = message_from_bytes(await raw.read())
        assert mail.get_content_type() == "multipart/report"
        [status] = [p for p in mail.walk() if p.get_content_type() == "message/delivery-status"]
        assert status.get_payload(1)["Status"] == "5.1.1"
        assert status.get_payload(1)["Final-Recipient"] == "rfc822; nobody@shop.example"


async def test_what_is_quoted_is_not_understood(serve, client):
    async with serve() as at:
        await write(at, letter("Thanks!\n\nOn Monday you wrote:\n> cancel O-1\n> cancel", "Hello"))
        [answer] = (await listed(client, at, "from:shop"))["messages"]
        assert answer["Snippet"] == "Nobody reads this."


async def test_the_mark_of_synthetic_messages_does_not_come_back(serve, client):
    async with serve() as at:
        await write(at, letter("hello", "My onetake order"))
        [answer] = (await listed(client, at, "from:shop"))["messages"]
        raw = await client.get(f"{at.mail}/api/v1/message/{answer['ID']}/raw")
        assert "synthetic" not in (await raw.text()).lower()
        assert "canary" not in await raw.text()


async def test_html_and_texts_of_all_languages_are_read(serve, client):
    async with serve() as at:
        mail = letter("", "Größe", to="björn@customers.example")
        mail.set_content("<p>Grüße</p><img src=cid:logo>", subtype="html", charset="iso-8859-1")
        mail.add_related(b"png", "image", "png", cid="<logo>")
        await write(at, mail)
        [summary] = (await listed(client, at))["messages"]
        one = await (await client.get(f"{at.mail}/api/v1/message/{summary['ID']}")).json()
        assert (one["Subject"], one["Text"], one["Bcc"]) == ("Größe", "", [])
        assert one["To"] == [{"Name": "", "Address": "björn@customers.example"}]
        assert "Grüße" in one["HTML"]
        assert [part["ContentID"] for part in one["Inline"]] == ["logo"]
        assert one["Attachments"] == []
