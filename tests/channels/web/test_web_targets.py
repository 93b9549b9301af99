"""How a customer's words find an element, and what is said when they do not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from onetake.channels.web import channel
from onetake.testing.stage import action_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


def says(name: str, tag: str = "button", more: str = "") -> str:
    """Return an element that writes its own words into the title when it is clicked."""
    return f"<{tag} {more} onclick=\"document.title = 'clicked ' + this.id\">{name}</{tag}>"


@pytest.mark.parametrize(
    ("page", "target"),
    [
        (says("Log in", more="id=x"), "Log in"),
        (says("<span>Log</span> in", more="id=x"), "log in"),
        (f"<h1>Log in</h1>{says('Log in', more='id=x')}", "Log in"),
        (f"{says('Log in by SMS')}{says('Log in', more='id=x')}", "Log in"),
        (f"<p hidden>{says('Log in')}</p>{says('Log in', more='id=x')}", "Log in"),
        (says("×", more="id=x aria-label=Close"), "Close"),
        (says("Details", tag="div", more="id=x"), "Details"),
        ("<img id=x alt=Balance src=data: onclick=\"document.title='clicked x'\">", "Balance"),
        (says("i", tag="i", more="id=x title=Help"), "Help"),
        ("<input id=x type=submit value=Send onclick=\"document.title='clicked x'\">", "Send"),
        (f"<nav>{says('Pay')}</nav><main>{says('Pay', more='id=x')}</main>",
         {"button": "Pay", "in": {"main": ""}}),
        (f"{says('Pay')}{says('Pay', more='id=x')}", {"button": "Pay", "nth": 2}),
        (f"{says('Pay')}{says('Pay now', more='id=x')}", {"role": "button", "name": "Pay now"}),
        (f"{says('Pay now')}{says('Pay', more='id=x')}", {"text": "Pay", "exact": True}),
        (says("Pay", more="id=x data-testid=pay"), {"test_id": "pay"}),
        (says("Pay", more="id=x"), {"css": "#x"}),
        (f"<table><tr><td>May<td>{says('Open')}<tr><td>June<td>{says('Open', 'button', 'id=x')}",
         {"button": "Open", "in": "June"}),
    ],
)  # fmt: skip
async def test_words_find_what_a_person_means(house, page, target) -> None:
    anna = await house.at(page)
    fact = await anna.do("click", target, "title")
    assert fact("title") == "clicked x"


async def test_fields_are_found_by_what_stands_by_them(house) -> None:
    anna = await house.at(
        "<label for=a>Street</label><input id=a><input id=b placeholder=Town>"
        "<span id=l>Post code</span><input id=c aria-labelledby=l>"
        "<textarea id=d title=Note></textarea>"
        "<div id=e contenteditable aria-label=Story></div>"
        "<label>Mail<input id=f type=email></label>"
    )
    values = {"Street": "1", "town": "2", "Post code": "3", "Note": "4", "Story": "5", "Mail": "6"}
    await anna.do("fill", values)
    read = "() => [a, b, c, d, f].map((field) => field.value).join('') + e.textContent"
    assert await anna.line.desk.page.evaluate(read) == "123465"


async def test_what_is_missing_is_told_with_the_nearest_names(house) -> None:
    anna = await house.at(
        "<button>Sign in</button><a href=/>Log out</a><label>User <input></label>"
    )
    trouble = await anna.trouble("click", "Log in")
    assert trouble.rule == "web.missing"
    assert trouble.reason == (
        "there is no button or link 'Log in' on this page; there are 'Sign in', 'Log out'"
    )
    trouble = await anna.trouble("fill", {"User name": "x"})
    assert trouble.reason == "there is no field 'User name' on this page; the nearest is 'User'"
    trouble = await anna.trouble("click", {"link": "Imprint"})
    assert "there is no link 'Imprint' on this page" in trouble.reason


async def test_several_are_listed_with_where_they_are(house) -> None:
    anna = await house.at(
        "<nav aria-label=Account><button>Pay</button></nav>"
        "<main><h2>Basket</h2><button>Pay</button></main>"
    )
    trouble = await anna.trouble("click", "Pay")
    assert trouble.rule == "web.ambiguous"
    assert "'Pay' can mean 2 things on this page" in trouble.reason
    assert "1. button 'Pay' in the navigation 'Account'" in trouble.reason
    assert "2. button 'Pay' in the main part 'Basket'" in trouble.reason


async def test_what_nobody_can_use_is_told_as_a_customer_would(house) -> None:
    anna = await house.at(
        "<button disabled>Pay</button><button style='display:none'>Help</button>"
        "<div style='position:relative'><button>Order</button>"
        "<div style='position:absolute;inset:0'>Cookies?</div></div>"
        "<style>@keyframes m {to {transform: translateX(300px)}}</style>"
        "<button style='animation: m .5s linear infinite alternate'>Catch me</button>"
        "<label>Name <input readonly></label>"
    )
    for target, rule, words in (
        ("Pay", "web.disabled", "disabled"),
        ("Help", "web.hidden", "nobody can see it"),
        ("Order", "web.covered", "'Cookies?' lies over it"),
        ("Catch me", "web.moving", "never stands still"),
    ):
        trouble = await anna.trouble("click", target)
        assert trouble.rule == rule, trouble.reason
        assert words in trouble.reason
    assert (await anna.trouble("fill", {"Name": "x"})).rule == "web.disabled"


async def test_a_choice_that_is_not_offered_is_told_with_those_that_are(house) -> None:
    anna = await house.at("<label>Size <select><option>Small<option>Large</select></label>")
    trouble = await anna.trouble("choose", {"Size": "Huge"})
    assert trouble.reason == "'Huge' is not offered; there are 'Small', 'Large'"
    fact = await anna.do("choose", {"Size": "large"}, "element")
    assert fact("element.value") == "Large"


async def test_a_combobox_of_the_page_is_chosen_from(house) -> None:
    anna = await house.at(
        "<button role=combobox aria-label=Colour onclick='l.hidden = false'>none</button>"
        "<ul id=l role=listbox hidden><li role=option onclick=\"document.title = 'red'\">Red</ul>"
    )
    fact = await anna.do("choose", {"Colour": "Red"}, "title")
    assert fact("title") == "red"


@pytest.mark.parametrize(
    ("word", "value", "words"),
    [
        ("click", {"buton": "Pay"}, "buton"),
        ("click", {"role": "buton", "name": "Pay"}, "did you mean 'button'?"),
        ("click", {"button": "Pay", "link": "Pay"}, "exactly one"),
        ("click", {"text": "Pay", "name": "x"}, "beside role only"),
        ("click", {"button": "Pay", "nth": 0}, "counts from 1"),
        ("fill", {"user_name": "x"}, "user_name"),
        ("fill", {"target": {"css": "#x"}}, "stand together"),
        ("scroll", {}, "exactly one"),
        ("see", {}, "what is to be seen"),
    ],
)
async def test_targets_written_wrongly_are_refused(word, value, words) -> None:
    with pytest.raises(ValidationError, match=words):
        action_of(channel, (word, value))
