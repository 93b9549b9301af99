"""One bot, spoken to in six dialects: the same words, each in its own shape."""

import pytest

BEARER = {"authorization": "Bearer secret"}


async def test_json_over_websocket(serve, client):
    async with serve() as at, client.ws_connect(at.bot_ws) as ws:
        assert await ws.receive_json() == {"text": "Welcome!"}
        await ws.send_json({"text": "make it red"})
        assert await ws.receive_json() == {"text": "Who are you?"}
        await ws.send_str("A-1")
        assert await ws.receive_json() == {
            "text": "red, Ada?",
            "buttons": [
                {"title": "Yes", "payload": "Yes"},
                {"title": "Not now", "payload": "/no"},
            ],
        }


async def test_a_press_over_websocket_sends_its_payload_beside_its_label(serve, client):
    async with serve() as at, client.ws_connect(at.bot_ws + "/ws") as ws:
        await ws.receive_json()
        await ws.send_json({"text": "the label", "button": "hello"})
        assert (await ws.receive_json())["text"] == "Hello!"


async def test_json_over_http_answers_with_a_list(serve, client):
    async with serve() as at:
        first = await client.post(at.bot_http, json={"text": "catalogue", "sender": "ada"})
        assert await first.json() == [
            {"text": "Welcome!"},
            {
                "text": "Look: http://shop.example/catalogue or /catalogue.pdf",
                "cards": [
                    {
                        "title": "Chair",
                        "subtitle": "oak",
                        "image": "/chair.png",
                        "buttons": [{"title": "Buy", "payload": "Buy"}],
                    }
                ],
                "media": [{"url": "/tour.mp4", "type": "video/mp4"}],
            },
        ]
        again = await client.post(at.bot_http + "/chat", json={"text": "news", "sender": "ada"})
        assert [part["text"] for part in await again.json()] == [
            "First.",
            "Second.",
            "By the way.",
        ]


async def test_rasa_rest(serve, client):
    async with serve() as at:
        url = at.bot_http + "/webhooks/rest/webhook"
        asked = await client.post(url, json={"sender": "ada", "message": "make it red"})
        assert await asked.json() == [{"recipient_id": "ada", "text": "Who are you?"}]
        answered = await client.post(url, json={"sender": "ada", "message": "A-1"})
        [part] = await answered.json()
        assert part["buttons"][1] == {"title": "Not now", "payload": "/no"}
        shown = await client.post(url, json={"sender": "ada", "message": "catalogue"})
        _, card, media = await shown.json()
        assert card["attachment"]["payload"]["elements"][0]["title"] == "Chair"
        assert media == {"recipient_id": "ada", "image": "/tour.mp4"}


async def activities(client, url: str, watermark: str, count: int) -> tuple[list[dict], str]:
    """Poll until `count` activities of the bot are there."""
    found: list[dict] = []
    while len(found) < count:
        answer = await client.get(url, params={"watermark": watermark}, headers=BEARER)
        body = await answer.json()
        watermark = body["watermark"]
        found += [item for item in body["activities"] if item["from"]["id"] == "bot"]
    return found, watermark


async def test_direct_line(serve, client):
    async with serve() as at:
        root = at.bot_http + "/v3/directline/conversations"
        opened = await client.post(root, headers=BEARER)
        assert opened.status == 201
        url = f"{root}/{(await opened.json())['conversationId']}/activities"
        [welcome], mark = await activities(client, url, "", 1)
        assert welcome["text"] == "Welcome!"
        said = {"type": "message", "from": {"id": "ada"}, "text": "catalogue"}
        posted = await client.post(url, json=said, headers=BEARER)
        [shown], mark = await activities(client, url, mark, 1)
        assert (await posted.json())["id"] < shown["id"]
        card, media = shown["attachments"]
        assert card["content"]["images"] == [{"url": "/chair.png"}]
        assert media == {"contentType": "video/mp4", "contentUrl": "/tour.mp4"}
        await client.post(url, json=said | {"text": "hello"}, headers=BEARER)
        [hello], _ = await activities(client, url, mark, 1)
        assert hello["suggestedActions"]["actions"] == [
            {"type": "imBack", "title": "Catalogue", "value": "Catalogue"}
        ]


async def test_direct_line_wants_a_bearer_and_a_conversation_it_knows(serve, client):
    async with serve() as at:
        root = at.bot_http + "/v3/directline/conversations"
        assert (await client.post(root)).status == 403
        basic = {"authorization": "Basic c2VjcmV0"}
        assert (await client.post(root, headers=basic)).status == 403
        assert (await client.get(root + "/none/activities", headers=BEARER)).status == 404


async def test_matrix(serve, client):
    async with serve() as at:
        root = at.bot_http + "/_matrix/client/v3"
        login = await (await client.post(root + "/login", json={"user": "ada"})).json()
        who = {"authorization": f"Bearer {login['access_token']}"}
        me = await (await client.get(root + "/account/whoami", headers=who)).json()
        assert me == {"user_id": "@ada:localhost"}
        made = await client.post(root + "/createRoom", headers=who, json={})
        room = (await made.json())["room_id"]
        url = f"{root}/rooms/{room}/send/m.room.message/1"
        said = {"msgtype": "m.text", "body": "hello"}
        first = await (await client.put(url, json=said, headers=who)).json()
        assert first == await (await client.put(url, json=said, headers=who)).json()
        events: list[dict] = []
        since = "s0"
        while len(events) < 3:
            query = {"since": since, "timeout": "5000"}
            answer = await client.get(root + "/sync", params=query, headers=who)
            body = await answer.json()
            since = body["next_batch"]
            events += body["rooms"]["join"][room]["timeline"]["events"]
        assert sorted((e["sender"], e["content"]["body"]) for e in events) == [
            ("@ada:localhost", "hello"),
            ("@bot:localhost", "Hello!"),
            ("@bot:localhost", "Welcome!"),
        ]
        assert (await client.get(root + "/sync")).status == 401


async def test_a_matrix_sync_with_nothing_new_ends_by_itself(serve, client):
    async with serve() as at:
        url = at.bot_http + "/_matrix/client/v3/sync"
        query = {"access_token": "token-ada", "timeout": "10"}
        body = await (await client.get(url, params=query)).json()
        assert body == {"next_batch": "s0", "rooms": {"join": {}}}


async def test_opsdroid_offers_a_socket_first(serve, client):
    async with serve() as at:
        url = at.bot_http + "/connector/websocket"
        assert (await client.get(url + "/unknown")).status == 400
        name = (await (await client.post(url)).json())["socket"]
        async with client.ws_connect(f"{url}/{name}") as ws:
            assert await ws.receive_str() == "Welcome!"
            await ws.send_str("please paint it")
            assert await ws.receive_str() == "Who are you?"
            await ws.send_json({"message": "hello", "user": "ada"})
            assert (await ws.receive_json())["buttons"][0]["title"] == "Catalogue"
        again = await client.get(f"{url}/{name}")
        assert await again.json() == "Please request a socket first"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v3/directline/conversations/conversation-1/activities?watermark=x"),
        ("GET", "/_matrix/client/v3/sync?since=x"),
        ("GET", "/_matrix/client/v3/sync?timeout=x"),
    ],
)
async def test_what_cannot_be_read_is_a_bad_request(serve, client, method, path):
    async with serve() as at:
        await client.post(at.bot_http + "/v3/directline/conversations", headers=BEARER)
        answer = await client.request(method, at.bot_http + path, headers=BEARER)
        assert (answer.status, answer.content_type) == (400, "application/problem+json")


async def test_a_message_that_is_no_json_is_not_understood(serve, client):
    async with serve() as at:
        url = at.bot_http + "/webhooks/rest/webhook"
        header = {"content-type": "application/json"}
        answer = await client.post(url, data=b"{", headers=header)
        assert [part["text"] for part in await answer.json()] == ["I did not get that."]
