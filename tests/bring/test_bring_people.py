"""Nobody's own address, number or name is written: a made-up customer's stands in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from postman_samples import request

from onetake.bring.drafted import Brought, Drafted
from onetake.bring.people import without_people
from onetake.scrub.finding import personal_in

MAIL, PHONE, IBAN = "bob.real@mailbox.org", "+49 170 1234567", "DE44500105175407324931"


def collection(*items: object, **more: object) -> dict[str, object]:
    """Return a Postman collection of these requests."""
    return {"info": {"name": "Shop"}, "item": list(items), **more}


def sending(tree: object, name: str = "Ask") -> dict[str, object]:
    """Return a request that sends JSON."""
    return request(name, "POST", "http://127.0.0.1:1/customers", body=json.dumps(tree))


def written(folder: Path) -> str:
    """Return all that was written."""
    return "\n".join(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file())


def persona(folder: Path, name: str = "customer") -> dict[str, object]:
    """Return a persona's attributes."""
    return yaml.safe_load((folder / "personas" / f"{name}.yaml").read_text("utf-8"))


def steps(folder: Path, name: str = "shop") -> list[dict[str, object]]:
    """Return a journey's steps."""
    tree = yaml.safe_load((folder / "journeys" / f"{name}.yaml").read_text("utf-8"))
    assert tree["personas"] == ["customer"]
    return tree["steps"]


def test_what_a_request_says_of_somebody_becomes_a_personas(brought, onetake):
    who = {"email": MAIL, "firstName": "Robert", "mobile": PHONE, "bank": {"iban": IBAN}}
    find = request("Find", "GET", f"http://127.0.0.1:1/customers?q={MAIL}&by=mail")
    find["request"]["header"] = [{"key": "X-Acting-For", "value": MAIL}]
    folder = brought("shop.json", collection(
        sending(who | {"tier": 3}), find,
        request(f"Look at {MAIL}", "GET", f"http://127.0.0.1:1/customers/{MAIL}"),
    ))  # fmt: skip
    text = written(folder)
    for own in (MAIL, PHONE, IBAN, "Robert"):
        assert own not in text
    sign_up, find, look = steps(folder)
    assert sign_up["api.post"]["json"] == {
        "email": "${persona.email}", "firstName": "${persona.first_name}",
        "mobile": "${persona.phone}", "bank": {"iban": "${persona.iban}"}, "tier": 3,
    }  # fmt: skip
    assert find["api.get"]["query"] == {"q": "${persona.email}", "by": "mail"}
    assert find["api.get"]["headers"] == {"x-acting-for": "${persona.email}"}
    assert (look["name"], look["api.get"]) == ("Look at [email]", "/customers/${persona.email}")
    assert persona(folder) == {
        "name": "Customer", "email": "anna@customers.example", "first_name": "Anna",
        "phone": "+447700900001", "iban": "DE89370400440532013000",
    }  # fmt: skip
    linted = onetake("lint", folder)
    assert linted.code == 0 and "warning" not in linted.out + linted.err


def test_what_was_made_up_is_told_with_what_to_do(brought):
    folder = brought("shop.json", collection(sending({"to": MAIL})))
    account = (folder / "BROUGHT.md").read_text("utf-8")
    assert (
        "| journeys/shop.yaml | `an e-mail address` | a made-up one is email in personas/"
        in account
    )


def test_what_is_expected_of_somebody_follows_what_was_sent(brought):
    """An answer that repeats the address is held to the made-up one; a name nobody sent stays."""
    script = (
        f'pm.expect(pm.response.json().email).to.eql("{MAIL}");'
        'pm.expect(pm.response.json().firstName).to.eql("Lamp");'
    )
    events = [{"listen": "test", "script": {"exec": [script]}}]
    item = {**sending({"email": MAIL}), "event": events}
    expect = steps(brought("shop.json", collection(item)))[0]["expect"]
    assert expect["json.email"] == "${persona.email}"
    assert expect["json.firstName"] == "Lamp"


def test_two_people_stay_two_and_one_stays_one(brought):
    sent = [{"from": MAIL, "to": "eve@post.org"}, {"from": "eve@post.org", "to": MAIL}]
    items = [sending(tree) for tree in sent]
    folder = brought("shop.json", collection(*items))
    first, second = (step["api.post"]["json"] for step in steps(folder))
    assert first == {"from": "${persona.email}", "to": "${persona.email_2}"}
    assert second == {"from": "${persona.email_2}", "to": "${persona.email}"}
    assert persona(folder)["email_2"] == "anna2@customers.example"


@pytest.mark.parametrize(
    "value",
    ["anna@customers.example", "user@example.com", "+44 7700 900123", "4242 4242 4242 4242"],
)
def test_what_belongs_to_nobody_becomes_a_personas_as_it_is(brought, value):
    folder = brought("shop.json", collection(sending({"q": value})))
    [(name, kept)] = [pair for pair in persona(folder).items() if pair[0] != "name"]
    assert kept == value
    assert steps(folder)[0]["api.post"]["json"] == {"q": f"${{persona.{name}}}"}
    assert "All of it was carried" in (folder / "BROUGHT.md").read_text("utf-8")


@pytest.mark.parametrize("value", ["Lamp", "2026-01-15", "4711000123", "${x}", "git@host:a.git"])
def test_what_tells_of_nobody_stays(brought, value):
    folder = brought("shop.json", collection(sending({"q": value})))
    assert not (folder / "personas").exists()
    assert json.dumps(value)[1:-1].replace("${", "$${") in written(folder)


def test_an_address_with_a_variable_in_it_stays_a_template(brought):
    folder = brought("shop.json", collection(
        sending({"mail": "{{who}}@mailbox.org"}), variable=[{"key": "who", "value": "bob"}],
    ))  # fmt: skip
    assert "${environment.who}@mailbox.org" in written(folder)
    assert not (folder / "personas").exists()


def test_numbers_stay_numbers(brought):
    folder = brought("shop.json", collection(
        sending({"phone": 491701234567, "amount": 491701234567}),
    ))  # fmt: skip
    sent = steps(folder)[0]["api.post"]["json"]
    assert sent == {"phone": "${persona.phone}", "amount": 491701234567}
    assert persona(folder)["phone"] == 447700900001


def test_a_variables_value_is_made_up_in_its_place(brought):
    folder = brought("shop.json", collection(
        request("Ask", "GET", "http://127.0.0.1:1/customers?q={{who}}"),
        variable=[{"key": "who", "value": MAIL}],
    ))  # fmt: skip
    assert MAIL not in written(folder)
    assert not (folder / "personas").exists()
    tree = yaml.safe_load((folder / "onetake.yaml").read_text("utf-8"))
    assert tree["environments"]["dev"]["values"]["who"] == "anna@customers.example"


def test_a_recording_a_description_talks_and_calls_name_nobody(onetake, tmp_path):
    """Each kind of file, with the same person in it."""
    har = {"log": {"entries": [{
        "request": {"method": "POST", "url": "http://127.0.0.1:1/customers", "headers": [],
                    "postData": {"mimeType": "application/json",
                                 "text": json.dumps({"email": MAIL, "note": f"ask {MAIL}"})}},
        "response": {"status": 200, "content": {}, "headers": []},
    }]}}  # fmt: skip
    api = {"openapi": "3.0.0", "info": {"title": "People"}, "paths": {"/people": {"post": {
        "requestBody": {"content": {"application/json": {"example": {"mail": MAIL}}}},
        "responses": {"201": {}},
    }}}}  # fmt: skip
    files = {
        "seen.har": json.dumps(har),
        "api.json": json.dumps(api),
        "ask.convo.txt": f"Ask\n\n#me\nMy address is {MAIL}\n\n#bot\nThank you, {MAIL}\n",
        "calls.csv": f"step,caller says,expected\n1,Write to {MAIL},I write to {MAIL}\n",
    }
    sources = []
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
        sources += ["--from", tmp_path / name]
    folder = tmp_path / "company"
    done = onetake("new", folder, *sources, "--changing")
    assert done.code == 0, done.out + done.err
    assert MAIL not in written(folder) + done.out
    names = sorted(file.stem for file in (folder / "personas").iterdir())
    assert names == ["customer", "customer_2", "customer_3", "customer_4"]
    assert onetake("lint", folder).code == 0


TREES = st.recursive(
    st.sampled_from([MAIL, f"to {MAIL}, at once", "Lamp", "", 7, None, True]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["to", "email", "name", "q.r", MAIL, "contains"]), inner)
    ),
    max_leaves=9,
)


@given(TREES, TREES)
def test_wherever_somebody_stands_nobody_does_after(sent, answered):
    """And what is brought without anybody in it stays as it is."""
    step = {"name": "Ask", "api.post": {"path": "/x", "json": sent}, "expect": {"json.a": answered}}
    one = Brought("a.json", "a file", (Drafted("a", "A goal", (step,)),))
    made = without_people(one, personal_in, ())
    assert MAIL not in str(made)
    if MAIL not in str(one):
        assert made.journeys[0].steps == (step,) and made.personas == {} and made.left == ()


def test_a_persona_that_is_there_stays_and_another_one_is_made(brought, onetake, tmp_path):
    folder = brought("shop.json", collection(sending({"q": MAIL})))
    (folder / "personas" / "customer.yaml").write_text("name: Our own\n")
    other = tmp_path / "other.json"
    tree = collection(sending({"q": MAIL})) | {"info": {"name": "B"}}
    other.write_text(json.dumps(tree))
    (folder / "journeys" / "shop.yaml").unlink()
    assert onetake("new", folder, "--from", other).code == 0
    assert persona(folder) == {"name": "Our own"}
    assert persona(folder, "customer_2")["email"] == "anna@customers.example"
    journey = yaml.safe_load((folder / "journeys" / "b.yaml").read_text("utf-8"))
    assert journey["personas"] == ["customer_2"]
