"""A Postman collection becomes journeys that pass against the server it was made for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from postman_samples import PASSWORD, checked, collection, request


def test_a_collection_passes_at_once(shop, brought, passes, monkeypatch):
    """Variables, auth, bodies, checks and values kept between folders are carried."""
    monkeypatch.setenv("PASSWORD", PASSWORD)
    folder = brought("shop.json", collection(f"{shop.address}/api"))
    passes(folder)
    assert sorted(shop.requests) == sorted([
        "POST /api/login", "GET /api/me", "POST /api/orders?gift=1", "GET /api/orders/4711",
        "GET /api/items",
    ])  # fmt: skip


def test_what_is_checked_fails_when_the_server_breaks(shop, brought, onetake, monkeypatch):
    """The checks of the scripts are expectations: another answer fails the journey."""
    monkeypatch.setenv("PASSWORD", "not-it")
    folder = brought("shop.json", collection(f"{shop.address}/api"))
    walked = onetake("test", "--programme", folder)
    assert walked.code == 1
    assert "status" in walked.out


def test_no_secret_is_written(shop, brought):
    """Passwords and tokens of the collection are in no file that is written."""
    tree = collection(f"{shop.address}/api")
    tree["item"][2]["item"][0]["request"]["header"] = [
        {"key": "X-Api-Key", "value": "key-77aa"}, {"key": "Authorization", "value": "Basic YTpi"},
    ]  # fmt: skip
    folder = brought("shop.json", tree)
    written = "".join(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file())
    assert PASSWORD not in written
    assert "key-77aa" not in written
    assert "YTpi" not in written
    assert "password: {env: PASSWORD}" in (folder / "onetake.yaml").read_text("utf-8")


def test_scripts_that_cannot_be_carried_are_listed(shop, brought):
    """Each line that is lost is listed with its place and why."""
    folder = brought("shop.json", collection(shop.address))
    account = (folder / "BROUGHT.md").read_text("utf-8")
    assert "Orders / Create order, test script, line 4 | `if (order.gift)" in account
    assert "a branch or loop needs a journey in Python" in account


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pm.response.to.have.status(201)", {"status": 201}),
        ("pm.response.to.be.ok", {"status": 200}),
        ("pm.response.to.not.be.error", {"status": {"not": {"between": [400, 599]}}}),
        ("pm.expect(pm.response.responseTime).to.be.below(200)", {"ms": {"at_most": "200ms"}}),
        ("pm.expect(pm.response.code).to.be.oneOf([200, 201])", {"status": {"one_of": [200, 201]}}),
        ("pm.response.to.have.header('ETag')", {"header.etag": {"exists": True}}),
        ("pm.expect(pm.response.json().a[0].b).to.eql('x;y')", {"json.a.0.b": "x;y"}),
        ("const j = pm.response.json(); pm.expect(j.n).to.be.at.least(3)",
         {"json.n": {"at_least": 3}}),
        ("const {id} = pm.response.json(); pm.expect(id).to.exist", {"json.id": {"exists": True}}),
        ("pm.expect(pm.response.json().tags).to.be.an('array').that.is.not.empty",
         {"json.tags": {"type": "list", "count": {"at_least": 1}}}),
        ("pm.expect(pm.response.text()).to.include('ok')",
         {"text": {"contains": "ok", "case": "match"}}),
        ("tests['ok'] = responseCode.code === 200;", {"status": 200}),
        ("tests['ok'] = responseBody.has('ok')", {"text": {"contains": "ok", "case": "match"}}),
        ("pm.expect(pm.response.json().name).to.match(/^a(?<rest>.*)/i)",
         {"json.name": {"matches": "^a(?P<rest>.*)", "case": "ignore"}}),
        ("pm.expect(pm.response.json()).to.have.property('id', 7)", {"json.id": 7}),
        ("pm.expect(pm.response.json().a).to.not.eql(1)", {"json.a": {"not": {"equals": 1}}}),
    ],
)  # fmt: skip
def test_simple_checks_have_counterparts(script, expected):
    """Chai's chains and the older style mean the same as matchers."""
    checks = checked(f"pm.test('it', function () {{\n{script}\n}});")
    if script.startswith("tests"):
        checks = checked(script)
    assert checks.expect == expected
    assert checks.left == []


def test_a_variable_without_a_value_is_told(brought):
    """An unknown variable is no silent empty text."""
    tree = {"info": {"name": "Shop"}, "item": [request("Home", "GET", "{{nowhere}}/home")]}
    folder = brought("shop.json", tree)
    assert "{{nowhere}}" in (folder / "BROUGHT.md").read_text("utf-8")


def test_an_environment_beside_a_collection_gives_its_values(shop, onetake, tmp_path, passes):
    """Postman's environment names ours, and its secret values stay outside."""
    collection_file, values = tmp_path / "shop.json", tmp_path / "staging.json"
    tree = {"info": {"name": "Shop"}, "item": [request("Items", "GET", "{{host}}/api/items")]}
    collection_file.write_text(json.dumps(tree))
    given = [{"key": "host", "value": shop.address}, {"key": "api_key", "value": "k-1234567"}]
    values.write_text(json.dumps({"name": "Staging 1", "values": given}))
    folder = tmp_path / "company"
    done = onetake("new", folder, "--from", collection_file, "--from", values)
    assert done.code == 0, done.err
    passes(folder, "--env", "staging-1")


def test_a_second_file_comes_into_the_same_programme(shop, brought, onetake, tmp_path, passes):
    """What is there stays as it was; onetake.yaml gains what is needed and loses nothing."""
    tree = {
        "info": {"name": "Shop"},
        "item": [request("Items", "GET", f"{shop.address}/api/items")],
    }
    folder = brought("shop.json", tree)
    mine = (folder / "journeys" / "shop.yaml").read_text("utf-8")
    (folder / "journeys" / "shop.yaml").write_text(mine + "# mine\n", "utf-8")
    other = tmp_path / "more.json"
    tree["item"] = [request("Home", "GET", "{{site}}/")]
    tree["variable"] = [{"key": "site", "value": shop.address}]
    tree["info"]["name"] = "Other"
    other.write_text(json.dumps(tree))
    again = onetake("new", folder, "--from", tmp_path / "shop.json", "--from", other)
    assert again.code == 0, again.err
    assert f"already there, left as it was: {folder / 'journeys' / 'shop.yaml'}" in again.out
    assert (folder / "journeys" / "shop.yaml").read_text("utf-8").endswith("# mine\n")
    assert f"site: {shop.address}" in (folder / "onetake.yaml").read_text("utf-8")
    passes(folder, "other")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"a": 1}', "\x00\x01", '{"info": {}, "item": []}']
)
def test_what_is_nothing_of_this_is_refused(onetake, tmp_path, content):
    """Bad input is told in one sentence with what can be brought, and writes nothing."""
    file = tmp_path / "x.json"
    file.write_text(content)
    done = onetake("new", tmp_path / "company", "--from", file)
    assert done.code == 2
    assert "x.json" in done.err
    assert not (tmp_path / "company").exists()


def test_postmans_own_sample_is_read(onetake, tmp_path):
    """A collection with every oddity of the format becomes a programme without a fault."""
    sample = Path(__file__).parent.parent / "third_party" / "postman" / "collection-v2.json"
    done = onetake("new", tmp_path / "company", "--from", sample)
    assert done.code == 0, done.err
    assert "auth of the type hawk" in done.out
    linted = onetake("lint", tmp_path / "company")
    assert linted.code == 0, linted.out


def test_a_variable_in_a_check_is_compared(shop, brought, passes):
    """What a script compares with a variable's value is expected by its template."""
    check = "pm.expect(pm.response.json()[0].name).to.eql(pm.environment.get('lamp'))"
    tree = {
        "info": {"name": "Shop"},
        "variable": [{"key": "lamp", "value": "Lamp"}],
        "item": [request("Items", "GET", f"{shop.address}/api/items", test=check)],
    }
    folder = brought("shop.json", tree)
    assert 'json.0.name: "${environment.lamp}"' in (folder / "journeys" / "shop.yaml").read_text()
    passes(folder)
