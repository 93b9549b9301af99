"""What a customer does on a page, in a real browser."""

from __future__ import annotations

import pytest
from aiohttp import web

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM = """<title>Order</title><h1>Order</h1>
<form action=/done>
<label>Your name <input name=name></label>
<label for=p>PIN</label><input id=p type=password name=pin>
<input name=q placeholder="Search the shop">
<label>Country <select name=country>
<option>Germany<option>France<option>French Guiana</select></label>
<fieldset><legend>Delivery</legend>
<label><input type=radio name=d value=post> By post</label>
<label><input type=radio name=d value=van> By van</label></fieldset>
<label><input type=checkbox name=agree> I agree</label>
<label>Passport <input type=file name=passport></label>
<button>Send order</button></form>
<script>addEventListener("change", (e) => { document.title = `Order ${e.target.name}` })</script>"""


async def done(request: web.Request) -> web.Response:
    """Tell back what was sent."""
    told = "".join(f"<p>{key}={value}</p>" for key, value in request.query.items())
    return web.Response(text=f"<title>Done</title>{told}", content_type="text/html")


async def test_a_form_is_filled_in_and_sent(house) -> None:
    (house.folder / "pass.pdf").write_bytes(b"%PDF")
    anna = await house.at({"/": FORM, "/done": done})
    await anna.do("fill", {"Your name": "Anna Berg", "PIN": "1234", "Search the shop": "lamp"})
    await anna.do("choose", {"Country": "France", "Delivery": "By van"})
    await anna.do("check", "I agree")
    await anna.do("upload", {"Passport": "pass.pdf"})
    fact = await anna.do("click", "Send order", "url", "title", "status", "text")
    assert fact("title") == "Done"
    assert fact("status") == 200
    assert "/done?" in fact("url")
    for sent in ("name=Anna Berg", "pin=1234", "q=lamp", "country=France", "d=van", "agree=on",
                 "passport=pass.pdf"):  # fmt: skip
        assert sent in fact("text")


async def test_the_element_tells_of_itself(house) -> None:
    anna = await house.at({"/": FORM, "/done": done})
    fact = await anna.do("fill", {"Your name": "Anna"}, "element")
    assert fact("element.value") == "Anna"
    assert fact("element.role") == "textbox"
    assert fact("element.name") == "Your name"
    fact = await anna.do("check", {"checkbox": "I agree", "to": "false"}, "element")
    assert fact("element.checked") is False
    fact = await anna.do("click", "Send order", "element")
    assert fact("element.text") == "Send order"


async def test_keys_are_pressed_where_the_customer_is(house) -> None:
    anna = await house.at({"/": FORM, "/done": done})
    await anna.do("fill", {"Your name": "Anna"})
    await anna.do("press", {"key": "End", "in": "Your name"})
    await anna.do("press", "!")
    fact = await anna.do("press", "Enter", "text")
    assert "name=Anna!" in fact("text")


async def test_going_back_and_scrolling(house) -> None:
    page = "<p>start<a href=/next>Next</a><div style='height:4000px'></div><p>Imprint"
    anna = await house.at({"/": page, "/next": "<title>Next</title><p>second"})
    await anna.do("click", "Next")
    fact = await anna.do("back", "1", "text")
    assert "start" in fact("text")
    for value in ("bottom", {"to": "Imprint"}, {"by": "-300"}):
        await anna.do("scroll", value)
    assert await anna.line.desk.page.evaluate("scrollY") > 1000
    assert (await anna.trouble("back", "5")).rule == "web.back"


async def test_pointing_shows_what_hides(house) -> None:
    anna = await house.at(
        "<style>ul{display:none} nav:hover ul{display:block}</style>"
        "<nav><button>My account</button><ul><li>Log out</ul></nav>"
    )
    await anna.do("hover", "My account")
    await anna.do("see", "Log out", patience=2)


async def test_seeing_waits_for_what_comes_and_goes(house) -> None:
    anna = await house.at(
        "<p id=l>Loading</p><script>setTimeout(() => { l.textContent = 'Balance: 12 EUR' }, 300)"
        "</script>"
    )
    await anna.do("not_see", "Loading")
    fact = await anna.do("see", {"matches": r"Balance: (\d+)"}, "text")
    assert fact("text") == "Balance: 12 EUR"
    await anna.do("see", {"any": ["Solde", "balance"]})
    await anna.do("not_see", {"any": ["Error", "Oops"]})
    missing = await anna.trouble("see", "Ballance: 12 EUR")
    assert missing.rule == "web.missing"
    assert "'Balance: 12 EUR'" in missing.reason
    assert (await anna.trouble("not_see", "Balance")).rule == "web.seen"
    assert (await anna.trouble("see", {"matches": "Zinsen"})).rule == "web.missing"


async def test_a_file_is_downloaded(house) -> None:
    async def statement(request: web.Request) -> web.Response:
        headers = {"content-disposition": "attachment; filename=may.csv"}
        return web.Response(text="date,amount\n", headers=headers)

    anna = await house.at({"/": "<a href=/may>Statement</a><p>no", "/may": statement})
    fact = await anna.do("download", "Statement", "download")
    assert fact("download.name") == "may.csv"
    assert fact("download.size") == 12
    assert fact("download.text") == "date,amount\n"
    assert (await anna.trouble("download", "no")).reason == "'no' was clicked, and no file came"


async def test_a_frame_is_entered_and_left(house) -> None:
    outer = "<button>Pay</button><iframe title='Card payment' src=/card></iframe>"
    inner = "<label>Card number <input></label><button>Pay now</button><p id=t></p>"
    anna = await house.at({"/": outer, "/card": inner})
    await anna.do("frame", "Payment")
    fact = await anna.do("fill", {"Card number": "4111"}, "element", "text")
    assert fact("element.value") == "4111"
    assert "Card number" in fact("text")
    missing = await anna.trouble("click", "Pay later")
    assert "'Pay now'" in missing.reason
    await anna.do("frame", "top")
    await anna.do("click", {"button": "Pay", "exact": "true"})
    assert (await anna.trouble("frame", "Chat")).rule == "web.missing"


async def test_tabs_are_changed_and_closed(house) -> None:
    pages = {"/": "<title>Shop</title><a href=/t target=_blank>Terms</a>",
             "/t": "<title>Our terms</title><p>small print"}  # fmt: skip
    anna = await house.at(pages)
    await anna.do("click", "Terms")
    fact = await anna.do("tab", "terms", "text", "tabs")
    assert fact("text") == "small print"
    assert fact("tabs") == 2
    fact = await anna.do("tab", "close", "title", "tabs")
    assert fact("title") == "Shop"
    assert fact("tabs") == 1
    missing = await anna.trouble("tab", "Imprint")
    assert missing.reason == "there is no tab 'Imprint'; no other tab is open"
    assert (await anna.trouble("tab", "close")).rule == "web.tab"


async def test_message_boxes_are_answered(house) -> None:
    anna = await house.at(
        "<button onclick=\"t.textContent = confirm('Really?') ? 'gone' : 'kept'\">Delete</button>"
        "<button onclick=\"t.textContent = prompt('Who?')\">Greet</button><p id=t></p>"
    )
    fact = await anna.do("click", "Delete", "dialog")
    assert fact("dialog") == "Really?"
    await anna.do("dialog", "dismiss")
    await anna.do("see", "kept")
    await anna.do("click", "Delete")
    await anna.do("dialog", "accept")
    await anna.do("see", "gone")
    await anna.do("click", "Greet")
    await anna.do("dialog", {"text": "Anna"})
    await anna.do("see", "Anna")
    assert (await anna.trouble("dialog", "accept")).reason == "no message box came up"


async def test_a_log_in_is_kept_for_the_next_run(house) -> None:
    async def account(request: web.Request) -> web.Response:
        who = request.cookies.get("who", "nobody")
        return web.Response(text=f"<p>Hello {who}", content_type="text/html")

    async def login(request: web.Request) -> web.Response:
        answer = web.HTTPFound("/")
        answer.set_cookie("who", "Anna")
        raise answer

    address = await house.site({"/": account, "/login": login})
    first, other = await house.visitor(address), await house.visitor(address, {"id": "ben"})
    assert (await first.do("keep_login", "bank", "kept"))("kept") is False
    await first.do("open", "/login")
    assert (await first.do("keep_login", "bank", "kept"))("kept") is False
    again = await house.visitor(address)
    assert (await again.do("keep_login", "bank", "kept"))("kept") is True
    await again.do("open", "/")
    await again.do("see", "Hello Anna")
    assert (await other.do("keep_login", "bank", "kept"))("kept") is False
