"""Catchers of test mails: what is new, whose it is, and answers that make no sense."""

from __future__ import annotations

import asyncio
from copy import copy

import pytest
from aiohttp import web
from channels.email.catching import ANNA, catching

from onetake.simulate.mail import maildev, mailpit
from onetake.words.trouble import CannotTell, Unreached

SHAPES = {"mailpit": mailpit.routes, "maildev": maildev.routes}


@pytest.fixture(params=SHAPES)
async def both(request, reader):
    """Serve each kind of catcher; give it and a way to open lines there."""
    async with catching(SHAPES[request.param]) as catcher:

        async def open_line(**settings):
            return await reader(catcher.address, catcher=request.param, **settings)

        yield catcher, open_line


async def test_only_what_comes_after_the_line_opened_is_heard(both):
    catcher, open_line = both
    catcher.deliver("old", Date="Fri, 01 Jan 2100 00:00:00 +0000")
    anna = await open_line()
    catcher.deliver("new", Date="Thu, 01 Jan 1970 00:00:00 +0000")
    assert (await anna.receive("new"))["date"] == "1970-01-01T00:00:00+00:00"
    assert "old" not in anna.evidence()


async def test_mails_come_once_each_and_in_order(both):
    catcher, open_line = both
    anna = await open_line()
    for number in range(120):
        catcher.deliver(f"mail {number}", Subject=f"n{number}")
    await anna.receive("mail 119")
    again = await open_line()
    catcher.deliver("the last")
    await again.receive("the last")
    noted = [line.split("'")[1] for line in anna.evidence().splitlines() if "→" in line]
    assert noted[:120] == [f"n{number}" for number in range(120)]
    assert len(noted) <= 121


async def test_a_mailbox_emptied_in_between_loses_nothing(both):
    catcher, open_line = both
    for _ in range(3):
        catcher.deliver("old")
    anna = await open_line()
    catcher.box.remove([held.id for held in catcher.box.mails])
    catcher.deliver("new")
    assert (await anna.receive("new"))["text"].strip() == "new"
    catcher.box.remove([held.id for held in catcher.box.mails[:1]])
    catcher.deliver("newer", Subject="newer")
    catcher.deliver("newest", Subject="newest")
    assert (await anna.receive("newest"))["subject"] == "newest"
    assert "'newer'" in anna.evidence()


async def test_a_mailbox_thinned_out_in_between_loses_nothing(both):
    catcher, open_line = both
    for _ in range(3):
        catcher.deliver("old")
    anna = await open_line()
    catcher.box.remove([held.id for held in catcher.box.mails[:2]])
    catcher.deliver("first", Subject="first")
    catcher.deliver("second", Subject="second")
    await anna.receive("second")
    assert "'first'" in anna.evidence()


async def test_each_gets_their_own(both):
    catcher, open_line = both
    anna = await open_line()
    shop = await open_line(inbox="anna+shop@customers.example")
    bert = await open_line(inbox="bert@customers.example")
    all_of_them = await open_line(inbox="*@customers.example")
    catcher.deliver("for the shop", to="Anna+Shop@Customers.EXAMPLE", Subject="shop")
    catcher.deliver("for Anna", to=ANNA, Subject="anna")
    catcher.deliver("for Bert", to="bert@customers.example", Subject="bert")
    await all_of_them.receive("for Bert")
    assert [line.arrived() for line in (anna, shop, bert)] == [["shop", "anna"], ["shop"], ["bert"]]


async def test_a_thousand_lines_ask_no_more_than_one(caught, catcher):
    people = [f"c{number}@customers.example" for number in range(1000)]
    lines = await asyncio.gather(*(caught(inbox=person) for person in people))
    assert len(catcher.asked) < 20
    for person in people[::100]:
        catcher.deliver(f"for {person}", to=person)
    await asyncio.gather(
        *(line.receive(f"for {at}") for line, at in zip(lines[::100], people[::100], strict=True))
    )


async def test_fifty_thousand_old_mails_are_left_alone(caught, catcher):
    catcher.deliver("old")
    catcher.box.mails *= 50_000
    catcher.box.mails = [copy(held) for held in catcher.box.mails]
    for number, held in enumerate(catcher.box.mails):
        held.id = f"id{number}"
    anna = await caught()
    catcher.deliver("new")
    assert (await anna.receive("new"))["text"].strip() == "new"
    assert sum("raw" in path for path in catcher.asked) == 1
    catcher.box.mails = catcher.box.mails[:49_010]
    catcher.deliver("newer")
    assert (await anna.receive("newer"))["text"].strip() == "newer"
    assert sum("raw" in path for path in catcher.asked) == 2


async def test_old_mails_stay_old_when_all_that_was_known_is_deleted(caught, catcher):
    for number in range(1200):
        catcher.deliver(f"old {number}")
    anna = await caught()
    catcher.box.mails = catcher.box.mails[:200]
    catcher.deliver("new", Subject="new")
    assert (await anna.receive("new"))["subject"] == "new"
    assert sum("raw" in path for path in catcher.asked) == 1


async def test_a_mail_larger_than_allowed_is_cut_and_says_so(both):
    catcher, open_line = both
    anna = await open_line(largest="1KB")
    raw = catcher.deliver("begin " + "x " * 5000 + " end")
    heard = await anna.receive("begin")
    assert heard["size"] == len(raw)
    assert "end" not in heard["text"]
    assert heard["notes"] == [f"the mail is cut: 1,000 of {len(raw):,} bytes were read (`largest`)"]


async def test_a_catcher_that_fails_now_and_then_loses_nothing(both):
    catcher, open_line = both
    anna = await open_line()
    answers = iter([503, 429, 200, 500, 502])

    async def fail(request):
        status = next(answers, 200)
        return None if status == 200 else web.Response(status=status, text="busy")

    catcher.fault = fail
    catcher.deliver("one", Subject="one")
    catcher.deliver("two", Subject="two")
    assert (await anna.receive("two"))["subject"] == "two"
    transcript = anna.evidence()
    assert transcript.count("'one'") == transcript.count("'two'") == 1
    assert "answered 503" in anna.line.inbox.explain()


NONSENSE = {
    "a page": web.Response(text="<html>Welcome</html>", content_type="text/html"),
    "a list of something else": web.json_response([{"no": "id"}]),
    "a mapping of something else": web.json_response({"hello": 1}),
    "nothing there": web.Response(status=404, text="not here"),
    "elsewhere": web.Response(status=302, headers={"location": "/login"}),
    "null": web.json_response(None),
}


@pytest.mark.parametrize("what", NONSENSE)
@pytest.mark.parametrize("shape", SHAPES)
async def test_answers_that_make_no_sense_are_told_with_the_fix(reader, what, shape):
    async with catching(SHAPES[shape]) as catcher:
        answer = NONSENSE[what]

        async def fault(request):
            return web.Response(
                status=answer.status, body=answer.body, content_type=answer.content_type
            )

        catcher.fault = fault
        with pytest.raises(CannotTell, match="look at `address` and `catcher`") as found:
            await reader(catcher.address, catcher=shape)
        assert found.value.rule == "catcher.answer"


async def test_a_catcher_that_wants_a_password_says_so(caught, catcher):
    async def locked(request):
        if request.headers.get("authorization") == "Basic YW5uYTpww6Rzc3dvcmQ=":
            return None
        return web.Response(status=401, text="who are you?")

    catcher.fault = locked
    with pytest.raises(CannotTell, match="look at user and password") as found:
        await caught()
    assert found.value.rule == "mailbox.login"
    anna = await caught(user="anna", password="pässword")
    catcher.deliver("in")
    await anna.receive("in")


async def test_a_catcher_that_goes_away_ends_its_lines(reader):
    async with catching() as catcher:
        anna = await reader(catcher.address, catcher="mailpit", timeout="100ms")
    assert isinstance(await anna.end(), Unreached)


async def test_mails_of_others_explain_a_silence(caught, catcher):
    anna = await caught()
    catcher.deliver("lost", to="ana@customers.example")
    catcher.deliver("hers")
    await anna.receive("hers")
    assert anna.line.inbox.explain() == "a mail came for ana@customers.example"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"catcher": None}, "write catcher: mailpit"),
        ({"inbox": "nobody"}, "no address to receive mails at"),
        ({"catcher": "mailpit", "tls": {"ca": "missing.pem"}}, "missing.pem"),
    ],
)
async def test_settings_that_do_not_do_are_told(reader, settings, words):
    address = "https://127.0.0.1:9" if "tls" in settings else "http://127.0.0.1:9"
    with pytest.raises(CannotTell, match=words):
        await reader(address, **settings)


async def test_two_mails_never_prove_something_together(caught, catcher):
    anna = await caught()
    catcher.deliver("your limit is 500", Subject="Limit")
    catcher.deliver("nothing new", Subject="Card")
    catcher.deliver("your limit is 700", Subject="Card")
    heard = await anna.receive({"subject": "Card", "contains": "your limit is"})
    assert heard["text"].strip() == "your limit is 700"


async def test_what_is_forbidden_must_be_in_none_of_them(caught, catcher):
    from onetake.testing.stage import action_of
    from onetake.words.path import ABSENT, Path

    anna = await caught()
    prepared = anna.stage.channel.prepare(
        action_of(anna.stage.channel, ("receive", {"none": ["{{name}}"]})), anna.stage.system
    )
    assert prepared.read(()).fact(Path.parse("text")) is ABSENT
    assert prepared.read(()).fact(Path.parse("codes")) == []
    catcher.deliver("Hello {{name}}, 2 https://a.example/")
    catcher.deliver("bye https://b.example/")
    while len(anna.arrived()) < 2:
        assert await anna.line.inbox.more(10)
    heard = prepared.read(anna.line.inbox.pending)
    assert "{{name}}" in heard.fact(Path.parse("text"))
    assert heard.fact(Path.parse("links.urls")) == ["https://a.example/", "https://b.example/"]
    assert heard.fact(Path.parse("subject")) == ["News", "News"]
