"""An api with logins, each customer's own things, and a way to put them back."""

import pytest


async def log_in(client, at, customer: str = "A-1", pin: str = "11") -> None:
    answer = await client.post(at.api + "/login", json={"customer": customer, "pin": pin})
    assert answer.status == 200


async def test_a_cookie_or_a_bearer_tells_who_is_asking(serve, client):
    async with serve() as at:
        assert (await client.get(at.api + "/me")).status == 401
        answer = await client.post(at.api + "/login", data={"customer": "A-1", "pin": "11"})
        token = (await answer.json())["token"]
        assert (await (await client.get(at.api + "/me")).json())["message"] == "I am Ada"
        client.cookie_jar.clear()
        bearer = {"authorization": f"Bearer {token}"}
        assert (await client.get(at.api + "/me", headers=bearer)).status == 200


@pytest.mark.parametrize("body", [{"customer": "A-1", "pin": "12"}, {"customer": "Z"}, {}])
async def test_a_wrong_login_is_refused(serve, client, body):
    async with serve() as at:
        answer = await client.post(at.api + "/login", json=body)
        assert answer.status == 401
        assert answer.content_type == "application/problem+json"


async def test_an_open_route_needs_no_login(serve, client):
    async with serve() as at:
        assert await (await client.get(at.api + "/motto")).text() == "We care"


async def test_nobody_sees_what_belongs_to_others(serve, client):
    async with serve() as at:
        await log_in(client, at)
        assert (await client.get(at.api + "/orders/O-1")).status == 200
        assert (await client.get(at.api + "/orders/O-2")).status == 404


async def test_what_is_changed_stays_changed_until_it_is_put_back(serve, client):
    async with serve() as at:
        await log_in(client, at)
        order = at.api + "/orders/O-1"
        assert (await client.delete(order)).status == 200
        assert (await (await client.get(order)).json())["state"] == "cancelled"
        assert (await client.delete(order)).status == 422
        await client.post(at.api + "/test/reset", json={"customer": "B-2"})
        assert (await (await client.get(order)).json())["state"] == "cancelled"
        await client.post(at.api + "/test/reset", json={"customer": "A-1"})
        assert (await (await client.get(order)).json())["state"] == "open"
        await client.delete(order)
        await client.post(at.api + "/test/reset", json={"customer": "A-1"})
        assert (await (await client.get(order)).json())["state"] == "open"
        assert (await client.post(at.api + "/test/reset", json={"customer": "Z"})).status == 404


async def test_what_is_made_gets_the_next_number(serve, client):
    async with serve() as at:
        await log_in(client, at)
        first = await client.post(at.api + "/orders", json={"item": "chair"})
        assert (first.status, first.headers["location"]) == (201, "/orders/O-1001")
        second = await client.post(at.api + "/orders", data={"item": "table"})
        assert await second.json() == {"id": "O-1002"}
        found = await (await client.get(at.api + "/orders/O-1002")).json()
        assert found == {"id": "O-1002", "item": "table", "state": "open"}
        assert (await client.post(at.api + "/orders", json={})).status == 422


async def test_the_whole_is_put_back_and_numbers_start_again(serve, client):
    async with serve() as at:
        await log_in(client, at)
        await client.post(at.api + "/orders", json={"item": "chair"})
        assert (await client.post(at.api + "/test/reset")).status == 204
        again = await client.post(at.api + "/orders", json={"item": "chair"})
        assert await again.json() == {"id": "O-1001"}


async def test_an_unknown_path_and_a_wrong_method_are_told_apart(serve, client):
    async with serve() as at:
        assert (await client.get(at.api + "/nothing")).status == 404
        wrong = await client.put(at.api + "/orders/O-1")
        assert (wrong.status, wrong.headers["allow"]) == (405, "DELETE, GET")


async def test_graphql_gives_what_was_asked_for(serve, client):
    async with serve() as at:
        url = at.api + "/graphql"
        assert (await client.post(url, json={"query": "{ order { id } }"})).status == 401
        await log_in(client, at)
        query = "query One($id: ID!) { mine: order(id: $id) { state } }"
        asked = await client.post(url, json={"query": query, "variables": {"id": "O-1"}})
        assert await asked.json() == {"data": {"mine": {"state": "open"}}}
        other = await client.post(url, json={"query": '{ order(id: "O-2") { state } }'})
        assert await other.json() == {"data": {"order": None}}


async def test_a_graphql_mutation_changes_things(serve, client):
    async with serve() as at:
        await log_in(client, at)
        query = {"query": 'mutation { ship(id: "O-1") { state } }'}
        states = []
        for _ in range(3):
            body = await (await client.post(at.api + "/graphql", json=query)).json()
            states.append(body["data"]["ship"]["state"])
        assert states == ["packed", "shipped", "shipped"]


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{ nothing }"},
        {"query": '{ ship(id: "O-1") { state } }'},
        {"query": "{ order("},
        {"query": "{ order { id } }", "variables": []},
        {"query": "{ ...fragment }"},
        {},
    ],
)
async def test_a_wrong_query_gets_errors(serve, client, body):
    async with serve() as at:
        await log_in(client, at)
        answer = await (await client.post(at.api + "/graphql", json=body)).json()
        assert answer["errors"][0]["message"]


async def test_a_route_may_be_about_another_customer_than_who_asks(serve, client):
    async with serve() as at:
        other = await client.get(at.api + "/of/B-2/orders/O-2")
        assert await other.json() == {"of": "Ben", "state": "open"}
        assert (await client.get(at.api + "/of/B-2/orders/O-1")).status == 404
        assert (await client.get(at.api + "/of/nobody/orders/O-1")).status == 404
