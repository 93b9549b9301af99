"""What a persona is made of is known to the scrubber, however deep it lies."""

from onetake.flows.scrubbing import known_values
from onetake.scrub import Scrubber
from onetake.words.programme import Persona, Pool

ANNA = Persona(
    "anna",
    {"phone": "555 0100", "home": {"phone": "555 0101"}, "phones": ["555 0102", {"work": 7}]},
)


def test_every_text_of_a_persona_is_known_by_its_name():
    assert known_values({"anna": ANNA}) == {
        "anna.phone": "555 0100",
        "anna.home.phone": "555 0101",
        "anna.phones.0": "555 0102",
    }


def test_what_only_a_persona_tells_to_be_personal_is_taken_out():
    said = Scrubber(known=known_values({"anna": ANNA})).text("ring 555 0102, or 5550101 at home")
    assert "010" not in said


def test_every_value_of_a_pool_is_known_not_only_the_first():
    pool = Pool("data/accounts.csv", ({"user": "first-user"}, {"user": "second-user"}))
    anna = Persona("anna", {"account": pool.values[0]}, pools={"account": pool})
    assert "second-user" in known_values({"anna": anna}).values()
