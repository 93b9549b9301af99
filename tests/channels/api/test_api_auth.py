"""Who a line says it is: basic, bearer, and tokens that are fetched and renewed."""

from __future__ import annotations

from base64 import b64encode

import pytest
from aiohttp import web

from onetake.words.template import Undefined
from onetake.words.trouble import CannotTell, CustomerNotices


class Bank:
    """Gives tokens and shows who asks."""

    def __init__(self, life: object = 3600) -> None:
        self.asked: list[dict[str, str]] = []
        self.life = life
        self.valid = ""

    async def token(self, request: web.Request) -> web.Response:
        self.asked.append(
            {**await request.post(), "basic": request.headers.get("Authorization", "")}
        )
        if self.asked[-1].get("password") == "wrong":
            return web.json_response({"error": "invalid_grant"}, status=400)
        if self.asked[-1].get("client_id") == "stranger":
            error = {"error": "invalid_client", "error_description": "who are you"}
            return web.json_response(error, status=401)
        self.valid = f"t{len(self.asked)}"
        return web.json_response({"access_token": self.valid, "expires_in": self.life})

    async def me(self, request: web.Request) -> web.Response:
        who = request.headers.get("Authorization", "")
        return web.json_response({"who": who}, status=200 if who == f"Bearer {self.valid}" else 401)

    async def revoke(self, request: web.Request) -> web.Response:
        self.valid = "another"
        return web.Response()

    @property
    def routes(self) -> dict[str, object]:
        return {"POST /oauth/token": self.token, "GET /me": self.me, "POST /revoke": self.revoke}


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
async def address(serve, bank):
    return await serve(bank.routes)


def oauth2(**more: str) -> dict[str, object]:
    return {"auth": {"oauth2": {"token": "/oauth/token", "client": "app", "secret": "s", **more}}}


async def test_basic_sends_name_and_password(customer, address):
    settings = {"auth": {"basic": {"user": "anna", "password": "${secret.password}"}}}
    api = await customer(address, settings, {"secret": {"password": "pw:ü"}})
    expected = "Basic " + b64encode("anna:pw:ü".encode()).decode()
    assert (await api("get", "/me"))["json.who"] == expected


async def test_a_name_in_the_address_counts_as_basic(customer, address):
    api = await customer(address.replace("//", "//anna:pw@"))
    heard = await api("get", "/me")
    assert heard["json.who"] == "Basic " + b64encode(b"anna:pw").decode()
    assert "pw@" not in heard["url"]
    assert "pw@" not in api.proofs.text("request.http")


async def test_bearer_sends_a_token_and_a_step_may_send_another(customer, address):
    api = await customer(address, {"auth": {"bearer": "t0"}})
    assert (await api("get", "/me"))["json.who"] == "Bearer t0"
    heard = await api("get", {"path": "/me", "headers": {"Authorization": "Bearer mine"}})
    assert heard["json.who"] == "Bearer mine"


async def test_a_missing_secret_is_said_when_the_line_opens(customer, address):
    with pytest.raises(Undefined, match=r"secret.token"):
        await customer(address, {"auth": {"bearer": "${secret.token}"}})


async def test_a_token_is_fetched_once_when_first_needed(customer, address, bank):
    api = await customer(address, oauth2(scope="cards"))
    assert bank.asked == []
    for _ in range(2):
        assert (await api("get", "/me"))["json.who"] == "Bearer t1"
    client = "Basic " + b64encode(b"app:s").decode()
    assert bank.asked == [{"grant_type": "client_credentials", "scope": "cards", "basic": client}]


async def test_a_customer_may_log_in_with_a_password(customer, address, bank):
    settings = oauth2(grant="password", user="${persona.user}", password="pw", client_in="body")
    api = await customer(address, settings, {"persona": {"user": "anna"}})
    assert (await api("get", "/me"))["status"] == 200
    assert bank.asked == [
        {"grant_type": "password", "username": "anna", "password": "pw",
         "client_id": "app", "client_secret": "s", "basic": ""}
    ]  # fmt: skip


async def test_a_token_that_ended_is_fetched_again(customer, address, bank):
    bank.life = 0
    api = await customer(address, oauth2())
    assert (await api("get", "/me"))["json.who"] == "Bearer t1"
    assert (await api("get", "/me"))["json.who"] == "Bearer t2"


async def test_a_token_that_is_refused_is_renewed_once(customer, address, bank):
    api = await customer(address, oauth2())
    await api("get", "/me")
    await api("post", "/revoke")
    assert (await api("get", "/me"))["json.who"] == "Bearer t2"
    bank.token_ = None
    assert len(bank.asked) == 2


async def test_what_stays_refused_is_the_answer(serve, customer, bank):
    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=401)

    api = await customer(await serve({**bank.routes, "GET /vault": refuse}), oauth2())
    assert (await api("get", "/vault"))["status"] == 401
    assert len(bank.asked) == 2


async def test_a_refused_password_is_what_a_customer_notices(customer, address):
    api = await customer(address, oauth2(grant="password", user="anna", password="wrong"))
    with pytest.raises(CustomerNotices, match="gave no token: status 400, invalid_grant") as caught:
        await api("get", "/me")
    assert caught.value.rule == "auth.token"


async def test_a_client_nobody_knows_is_ours_to_mend(customer, address):
    api = await customer(address, oauth2(client="stranger", client_in="body"))
    with pytest.raises(CannotTell, match="invalid_client who are you; check `auth` of system bank"):
        await api("get", "/me")


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503, "text": "down"},
        {"status": 200, "text": "<html>"},
        {"status": 200, "text": '{"token": "t"}'},
        {"status": 200, "text": "[]"},
    ],
)
async def test_a_token_that_does_not_come_is_noticed(serve, customer, bank, answer):
    async def broken(request: web.Request) -> web.Response:
        return web.Response(**answer)

    api = await customer(
        await serve({**bank.routes, "POST /broken": broken}), oauth2(token="/broken")
    )
    with pytest.raises(CustomerNotices, match=f"/broken gave no token: status {answer['status']}"):
        await api("get", "/me")


async def test_tokens_may_come_from_another_host(serve, customer, bank):
    gate = (await serve({"POST /oauth/token": bank.token})).replace("127.0.0.1", "localhost")
    api = await customer(await serve({"GET /me": bank.me}), oauth2(token=f"{gate}/oauth/token"))
    assert (await api("get", "/me"))["json.who"] == "Bearer t1"


async def test_each_line_has_a_token_of_its_own(customer, address, bank):
    first, second = await customer(address, oauth2()), await customer(address, oauth2())
    await first("get", "/me")
    await second("get", "/me")
    assert len(bank.asked) == 2
