"""Makes Postman collections in a few words."""

from __future__ import annotations

from typing import Any

from onetake.bring.postman_scripts import Checks, read_checks

PASSWORD = "Lighthouse-42"


def checked(script: str) -> Checks:
    """Return what a script checks."""
    return read_checks(script)


def request(name: str, method: str, url: str, **more: Any) -> dict[str, Any]:
    """Return an item of a collection; `test` is its test script, `body` its JSON."""
    item: dict[str, Any] = {"name": name, "request": {"method": method, "url": {"raw": url}}}
    if "body" in more:
        item["request"]["body"] = {"mode": "raw", "raw": more["body"]}
    scripts = [("test", more.get("test")), ("prerequest", more.get("before"))]
    item["event"] = [
        {"listen": when, "script": {"exec": text.splitlines()}} for when, text in scripts if text
    ]
    return item


def collection(base: str) -> dict[str, Any]:
    """Return a shop's collection: log in, order, look around."""
    login = request(
        "Log in", "POST", "{{baseUrl}}/login",
        body='{"user": "{{user}}", "password": "{{password}}"}',
        test="pm.test('ok', function () {\n  pm.response.to.have.status(200);\n});\n"
        "const body = pm.response.json();\npm.environment.set('accessToken', body.token);",
    )  # fmt: skip
    login["request"]["auth"] = {"type": "noauth"}
    order = request(
        "Create order", "POST", "{{baseUrl}}/orders?gift=1",
        body='{"item": 7, "count": {{count}}}', before="pm.variables.set('count', '2');",
        test="const order = pm.response.json();\n"
        "pm.expect(pm.response.code).to.be.oneOf([200, 201]);\n"
        "pm.environment.set('orderId', order.id);\n"
        "if (order.gift) { pm.expect(order.wrap).to.be.true }",
    )  # fmt: skip
    see = request("See order", "GET", "{{baseUrl}}/orders/:id")
    see["request"]["url"]["variable"] = [{"key": "id", "value": "{{orderId}}"}]
    items = request("Items", "GET", "{{baseUrl}}/items", test="pm.response.to.be.json")
    items["request"]["auth"] = {"type": "noauth"}
    me = request("Who am I", "GET", "{{baseUrl}}/me",
                 test="pm.expect(pm.response.json().name).to.eql('Anna')")  # fmt: skip
    return {
        "info": {"name": "Harbor Shop", "schema": "…/collection/v2.1.0/collection.json"},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{accessToken}}"}]},
        "variable": [
            {"key": "baseUrl", "value": base}, {"key": "user", "value": "anna"},
            {"key": "password", "value": PASSWORD},
        ],
        "item": [
            {"name": "Account", "item": [login, me]},
            {"name": "Orders", "item": [order, see]},
            {"name": "Catalogue", "item": [items]},
        ],
    }  # fmt: skip
