"""By which names somebody may ask to be forgotten, and in whose files they stand."""

import pytest

from onetake.flows.people import all_names_of, names_of
from onetake.words.programme import Persona, Pool


@pytest.mark.parametrize(
    ("attributes", "names"),
    [
        ({"email": "anna@harbor.example"}, ("anna@harbor.example",)),
        ({"phone": "+49 170 1234567"}, ("+49 170 1234567",)),
        ({"card": "4111 1111 1111 1111"}, ("4111 1111 1111 1111",)),
        ({"customer": "C-1042"}, ("C-1042",)),
        ({"login": "anna77", "password": "hunter2"}, ("anna77",)),
        ({"account": {"id": "77", "limit": "500"}}, ("77",)),
        ({"customer": {"number": "C-1042", "since": "2019"}}, ("C-1042",)),
        ({"customer_no": "C-1042", "house": {"number": "5"}}, ("C-1042",)),
        ({"emails": ["a@b.example", "c@d.example"]}, ("a@b.example", "c@d.example")),
        ({"language": "en", "name": "Anna Berg", "city": "Kiel"}, ()),
        ({"customer": "", "paid": "yes", "idea": "none", "video": "x"}, ()),
    ],
)
def test_what_is_nobody_elses_names_somebody(attributes, names):
    assert names_of({"anna": Persona("anna", attributes)}) == {"anna": ("anna", *names)}


def test_every_text_of_a_file_and_its_pools_may_be_what_is_asked_for():
    pools = {"phone": Pool("data/phones.csv", ("+491701", {"number": "+491702"}))}
    persona = Persona("anna", {"city": "Kiel", "tags": ["x"]}, pools=pools)
    assert all_names_of(persona) == ("anna", "Kiel", "x", "+491701", "+491702")
