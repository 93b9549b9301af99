"""A site as its visitors see it, without a browser: pages, forms, log-in, consent, languages."""

import re
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest

from onetake.simulate.load import load
from onetake.simulate.server import running
from onetake.simulate.site.pictures import picture

SITE = Path(__file__).parent / "site.yaml"


class Read(HTMLParser):
    """What a page says: its texts, and its tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str, attribute: str) -> list[str | None]:
        """Return what every tag of a name has as an attribute."""
        return [attrs[attribute] for name, attrs in self.tags if name == tag and attribute in attrs]


class Visitor:
    """A browser without scripts or pictures, which keeps cookies and follows redirects."""

    def __init__(self, at, session: aiohttp.ClientSession) -> None:
        self.at, self.session = at, session
        self.status, self.url, self.page, self.head = 0, "", Read(""), {}

    async def go(self, path: str, **headers: str) -> Read:
        """Open a page."""
        url = path if path.startswith("http") else self.at.site + path
        return await self._take(self.session.get(url, headers=headers))

    async def send(self, path: str, **fields: str) -> Read:
        """Send a form."""
        url = path if path.startswith("http") else self.at.site + path
        return await self._take(self.session.post(url, data=fields))

    async def log_in(self, who: str = "A-1", pin: str = "11") -> Read:
        """Log in."""
        return await self.send("/log-in", form="log in", who=who, pin=pin)

    async def _take(self, asked) -> Read:
        async with asked as answer:
            self.status, self.url, self.head = answer.status, answer.url, answer.headers
            self.page = Read(await answer.text())
        return self.page


@pytest.fixture
async def visit(client):
    """Yield what makes a visitor of the shop with some faults."""
    from contextlib import AsyncExitStack

    async with AsyncExitStack() as stack:

        async def make(*faults) -> Visitor:
            at = await stack.enter_async_context(running(load(SITE), faults))
            return Visitor(at, client)

        yield make


async def test_a_page_is_told_with_what_the_world_holds(visit):
    visitor = await visit()
    page = await visitor.go("/")
    assert "We sell pens, and We care." in page.text
    assert page.all("html", "lang") == ["en"]
    assert page.all("iframe", "title") == ["Terms"]
    assert [alt for alt in page.all("img", "alt") if alt] == ["A shelf"]
    assert "header" not in dict((await visitor.go("/terms")).tags)


async def test_languages_come_from_the_browser_the_customer_and_a_choice(visit):
    visitor = await visit()
    assert "Bienvenue" in (await visitor.go("/", **{"Accept-Language": "fr-CH, en;q=0.5"})).text
    assert "Welcome" in (await visitor.go("/", **{"Accept-Language": "xx"})).text
    assert "Les commandes de Ben" in (await visitor.log_in("B-2", "22")).text
    page = await visitor.go("/-/language?to=en&back=/mine")
    assert "Ben's orders" in page.text and visitor.url.path == "/mine"


async def test_a_log_in_leads_to_where_one_was_going_and_keeps_what_was_put_aside(visit):
    visitor = await visit()
    page = await visitor.send("/", form="put aside", colour="blue")
    assert "blue pen" in page.text and visitor.url.path == "/basket"
    await visitor.go("/orders/O-1")
    assert visitor.url.path == "/log-in"
    before = visitor.session.cookie_jar.filter_cookies(visitor.url)["visit"].value
    page = await visitor.log_in()
    assert visitor.url.path == "/orders/O-1" and "Hello, Ada." in page.text
    assert visitor.session.cookie_jar.filter_cookies(visitor.url)["visit"].value != before
    assert "Hello, Ada." not in (await visitor.go("/orders/O-1")).text
    assert "blue pen" in (await visitor.go("/basket")).text
    await visitor.send("/log-out")
    assert "Nothing is here." in (await visitor.go("/basket")).text
    await visitor.go("/mine")
    assert visitor.url.path == "/log-in"


async def test_a_wrong_pin_is_refused_and_what_was_typed_stays(visit):
    visitor = await visit()
    page = await visitor.log_in(pin="99")
    assert (visitor.status, page.all("p", "role")) == (422, ["alert"])
    assert "This is wrong." in page.text
    assert "A-1" in page.all("input", "value") and "99" not in page.all("input", "value")
    assert (await visitor.log_in("Nobody", "1")) and visitor.status == 422


async def test_a_form_changes_what_the_api_sees(visit):
    visitor = await visit()
    await visitor.log_in()
    page = await visitor.send("/orders/O-1", form="cancel")
    assert "cancelled" in page.text and "Cancel" not in re.findall(r"\w+", page.text)
    await visitor.session.post(visitor.at.api + "/login", json={"customer": "A-1", "pin": "11"})
    async with visitor.session.get(visitor.at.api + "/orders") as orders:
        assert (await orders.json())["O-1"]["state"] == "cancelled"


async def test_a_code_comes_by_sms_and_is_typed_once(visit):
    visitor = await visit()
    await visitor.log_in()
    await visitor.send("/mine", form="ask")
    path = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"
    async with visitor.session.get(visitor.at.sms + path) as messages:
        code = (await messages.json())["messages"][0]["body"].removeprefix("Code ")
    assert "This cannot be done now." in (await visitor.send("/prove", form="type the code")).text
    page = await visitor.send("/prove", form="type the code", code=code)
    assert "Proven." in page.text
    await visitor.send("/prove", form="type the code", code=code)
    assert visitor.status == 422


async def test_a_link_out_of_a_message_opens_once(visit):
    visitor = await visit()
    async with visitor.session.post(visitor.at.api + "/links", json={"customer": "A-1"}) as made:
        link = (await made.json())["url"]
    assert link.startswith(visitor.at.site)
    assert "Hello Ada" in (await visitor.go(link)).text
    await visitor.go(link)
    assert visitor.status == 410


async def test_nobody_is_counted_before_they_agree(visit):
    visitor = await visit()
    asked = await visitor.go("/")
    assert "May we count?" in asked.text
    assert asked.all("script", "src") == ["/-/site.js"]
    agreed = await visitor.send("/-/consent", agreed="yes", back="/basket")
    assert visitor.url.path == "/basket" and "May we count?" not in agreed.text
    trackers = agreed.all("script", "src")[1:]
    assert trackers == [f"{visitor.at.counter}/{name}.js" for name in ("visitors", "ads")]
    async with visitor.session.get(trackers[0]) as script:
        assert "_visitor=1" in await script.text()


async def test_who_says_no_is_never_counted(visit):
    visitor = await visit()
    page = await visitor.send("/-/consent", agreed="no", back="/")
    assert "May we count?" not in page.text and len(page.all("script", "src")) == 1


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_nobody_is_led_to_another_host(visit, back):
    visitor = await visit()
    await visitor.send("/-/consent", agreed="no", back=back)
    assert str(visitor.url) == visitor.at.site + "/"


async def test_a_log_in_elsewhere_comes_back(visit):
    visitor = await visit()
    await visitor.go("/log-in/one")
    asked = str(visitor.url)
    assert asked.startswith(visitor.at.identity) and visitor.at.identity != visitor.at.site
    page = await visitor.send(asked, user="ada@customers.example", password="0")
    assert visitor.status == 401 and page.all("p", "role") == ["alert"]
    page = await visitor.send(asked, user="Ada@customers.example", password="11")
    assert visitor.url.path == "/mine" and "Ada's orders" in page.text


async def test_a_log_in_elsewhere_gives_no_code_to_others(visit):
    visitor = await visit()
    await visitor.go("/log-in/one")
    stolen = visitor.url.update_query(redirect_uri="https://evil.example/")
    await visitor.send(str(stolen), user="ada@customers.example", password="11")
    assert visitor.status == 400
    await visitor.go("/-/logged-in?code=code-1&state=visit-1-elsewhere")
    assert visitor.url.path == "/log-in"


async def test_a_file_is_saved(visit):
    visitor = await visit()
    await visitor.log_in()
    page = await visitor.go("/orders.csv")
    assert page.text == "id\nO-1\n"
    assert 'filename="orders.csv"' in visitor.head["content-disposition"]


async def test_what_is_not_there_is_told_on_a_page(visit):
    visitor = await visit()
    assert "This page does not exist" in (await visitor.go("/nowhere")).text
    assert visitor.status == 404
    assert "nobody.knows" in (await visitor.go("/nonsense")).text and visitor.status == 500
    assert (await visitor.send("/", form="unknown")) and visitor.status == 404


async def test_what_customers_type_never_becomes_markup(visit):
    visitor = await visit()
    page = await visitor.send("/", form="put aside", colour="<b>red</b>")
    assert "<b>red</b> pen" in page.text and "b" not in dict(page.tags)


def test_pictures_are_the_same_each_time_and_differ_by_name():
    assert picture("shelf", 600, 300) == picture("shelf", 600, 300)
    assert picture("shelf", 600, 300) != picture("wall", 600, 300)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"log_in": "/elsewhere"}, "no open page has the path '/elsewhere'"),
        ({"log_in": ""}, "'mine' needs a log-in"),
        ({"colour": "blue"}, "is no colour"),
    ],
)
def test_a_wrong_site_is_told(tmp_path, change, told):
    import yaml

    tree = yaml.safe_load(SITE.read_text("utf-8"))
    tree["site"] |= change
    file = tmp_path / "site.yaml"
    file.write_text(yaml.safe_dump(tree), "utf-8")
    with pytest.raises(ValueError, match=re.escape(told)):
        load(file)
