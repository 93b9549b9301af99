"""A description of an API becomes smoke journeys that pass against the API it describes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from onetake.bring.openapi_schema import Document

ITEM = {
    "type": "object", "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"}, "name": {"type": "string"},
        "price": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "note": {"type": "string", "nullable": True},
        "parent": {"$ref": "#/components/schemas/Item"},
    },
}  # fmt: skip


def openapi(address: str, **more: Any) -> dict[str, Any]:
    """Return a shop's description in OpenAPI 3.0."""
    answer = {"200": {"content": {"application/json": {"schema": {
        "type": "array", "items": {"$ref": "#/components/schemas/Item"}}}}}}  # fmt: skip
    one = {"200": {"content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/Item"}}}}}  # fmt: skip
    name = {"name": "itemId", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3", "info": {"title": "Shop"}, "servers": [{"url": address}],
        "paths": {
            "/items/{itemId}": {"get": {"tags": ["items"], "parameters": [name],
                                        "summary": "See an item", "responses": one}},
            "/items": {"get": {"tags": ["items"], "operationId": "listItems", "responses": answer},
                       "delete": {"tags": ["items"], "responses": {"204": {}}}},
            "/me": {"get": {"tags": ["people"], "security": [{"token": []}],
                            "responses": {"200": {}}}},
            "/stores/{id}": {"get": {"tags": ["stores"], "parameters": [{**name, "name": "id"}],
                                     "responses": {"200": {}}}},
        },
        "components": {"schemas": {"Item": ITEM},
                       "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        **more,
    }  # fmt: skip


@pytest.mark.parametrize("form", [json.dumps, yaml.safe_dump])
def test_a_description_passes_at_once(shop, brought, passes, monkeypatch, form):
    """Every safe operation is asked for; what one needs is taken from the list before it."""
    monkeypatch.setenv("TOKEN", "tok-8f1c2e77aa")
    folder = brought("shop.yaml", form(openapi(f"{shop.address}/api")))
    passes(folder)
    assert sorted(shop.requests) == ["GET /api/items", "GET /api/items/7", "GET /api/me"]


def test_what_two_files_say_of_one_address_shares_a_system(shop, onetake, passes, tmp_path):
    """A collection and a description of the same server, brought together."""
    address = f"{shop.address}/api"
    own = {"paths": {"/items": openapi(address)["paths"]["/items"]}}
    collection = {
        "info": {"name": "Shop requests"}, "variable": [{"key": "base", "value": address}],
        "item": [{"name": "List", "request": {"method": "GET", "url": "{{base}}/items"}}],
    }  # fmt: skip
    for name, tree in {"a.json": collection, "b.json": openapi(address, **own)}.items():
        (tmp_path / name).write_text(json.dumps(tree))
    folder = tmp_path / "both"
    sources = ["--from", tmp_path / "a.json", "--from", tmp_path / "b.json"]
    assert onetake("new", folder, *sources).code == 0
    [system] = (folder / "systems").iterdir()
    assert yaml.safe_load(system.read_text())["address"] == "${environment.base}"
    values = yaml.safe_load((folder / "onetake.yaml").read_text())["environments"]["dev"]["values"]
    assert values == {"base": address}
    passes(folder)


def test_an_answer_that_is_not_as_described_fails(shop, brought, onetake, monkeypatch):
    """The schema is held against what comes."""
    monkeypatch.setenv("TOKEN", "tok-8f1c2e77aa")
    tree = openapi(f"{shop.address}/api")
    tree["components"]["schemas"]["Item"] = {"type": "object", "required": ["weight"]}
    walked = onetake("test", "--programme", brought("shop.json", tree))
    assert walked.code == 1
    assert "weight" in walked.out


def test_what_changes_something_is_brought_only_when_asked(shop, brought):
    """DELETE is listed, not written; so is what has no example."""
    folder = brought("shop.json", openapi(shop.address))
    account = (folder / "BROUGHT.md").read_text("utf-8")
    assert "`DELETE /items` | they change something: bring them, too, with --changing" in account
    assert "GET /stores/{id} | `the parameter id`" in account
    assert "api.delete" not in (folder / "journeys" / "shop" / "items.yaml").read_text("utf-8")


def test_changing_operations_come_last_and_with_bodies(brought, onetake):
    """With --changing a body is made of examples, and passwords in it are secrets."""
    body = {"content": {"application/json": {"schema": {"type": "object", "required": ["user"],
            "properties": {"user": {"type": "string", "example": "anna"},
                           "password": {"type": "string", "example": "Lighthouse-42"},
                           "id": {"type": "integer", "readOnly": True}}}}}}  # fmt: skip
    paths = {"/users": {"post": {"requestBody": body, "responses": {"201": {}}}}}
    folder = brought("shop.json", openapi("http://shop.example", paths=paths), "--changing")
    written = (folder / "journeys" / "shop" / "users.yaml").read_text("utf-8")
    assert 'json: {user: anna, password: "${secret.password}"}' in written
    assert onetake("lint", folder).code == 0


def test_swagger_2_is_read(shop, brought, passes):
    """Host, base path, body and form parameters of the older format are understood."""
    tree = {
        "swagger": "2.0", "info": {"title": "Shop"}, "host": shop.address.partition("//")[2],
        "basePath": "/api", "schemes": ["http"], "definitions": {"Item": {"type": "object"}},
        "paths": {"/items": {"get": {"responses": {"200": {"schema": {
            "type": "array", "items": {"$ref": "#/definitions/Item"}}}}}}},
    }  # fmt: skip
    passes(brought("shop.json", tree))
    assert shop.requests == ["GET /api/items"]


def test_what_refers_to_itself_ends():
    """A schema within itself is checked to its first level; nothing runs for ever."""
    document = Document({"components": {"schemas": {"Item": ITEM}}})
    made = document.schema({"$ref": "#/components/schemas/Item"})
    assert made["properties"]["parent"] == {}
    assert made["properties"]["note"] == {"type": ["string", "null"]}
    assert made["properties"]["price"] == {"type": "number", "exclusiveMinimum": 0}
    assert document.follow({"$ref": "#/nowhere"}) == {}
