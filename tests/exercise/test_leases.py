"""What two runs must not share: personas, and values of pools."""

from hypothesis import given
from hypothesis import strategies as st
from scripted import Scripted, hear, journey, say, walk

from onetake.exercise.leases import Leases
from onetake.words.programme import Persona, Pool
from onetake.words.verdict import Verdict

PHONES = Pool("data/phones.csv", ("+441", "+442", "+443"))


def caller(name, pool=PHONES):
    """A persona who leases a phone."""
    return Persona(name, {"phone": pool.values[0]}, pools={"phone": pool})


def test_each_run_leases_a_value_of_its_own():
    bot = Scripted({f"I am {n}": [(1.5, "hi")] for n in PHONES.values})
    journeys = [
        journey(say("I am ${persona.phone}"), hear("hi"), id=f"j{n}", personas=("anna",))
        for n in range(5)
    ]
    runs, _ = walk(bot, *journeys, personas=[caller("anna")])
    assert {run.verdict for run in runs} == {Verdict.PASSED}
    assert bot.most_lines == 3
    assert set(bot.said) == {f"I am {n}" for n in PHONES.values}
    assert all(run.people[0] == "anna" and run.people[1] in PHONES.values for run in runs)


def test_a_row_of_several_columns_is_leased_whole():
    rows = ({"number": "+441", "pin": "1"}, {"number": "+442", "pin": "2"})
    anna = caller("anna", Pool("data/phones.csv", rows))
    lease = Leases().take([anna])
    assert lease.people["anna"].attributes["phone"] == rows[0]
    assert lease.values == ("+441", "1")


def test_a_value_given_back_is_leased_last():
    leases = Leases()
    seen = []
    for _ in range(6):
        lease = leases.take([caller("anna")])
        seen.append(lease.people["anna"].attributes["phone"])
        leases.give_back(lease)
    assert seen == list(PHONES.values) * 2


def test_a_lease_is_all_or_nothing():
    leases = Leases()
    anna, ben = Persona("anna"), Persona("ben")
    first = leases.take([ben])
    assert leases.take([anna, ben]) is None
    assert leases.take([anna]) is not None and len(leases) == 2
    leases.give_back(first)
    assert leases.take([ben]) is not None


def test_what_another_process_has_is_waited_for():
    others, asked = {"persona anna"}, []

    def lock(name):
        asked.append(name)
        if len(asked) > 20:
            others.clear()
        return None if name in others else lambda: None

    bot = Scripted({"hello": [(0.1, "hi")]})
    j = journey(say("hello"), hear("hi"), personas=("anna",))
    runs, _ = walk(bot, j, personas=["anna"], lock=lock)
    assert runs[0].verdict is Verdict.PASSED


def test_what_another_process_never_gives_back_is_unknown():
    j = journey(say("hello"), hear("hi"), personas=("anna",))
    runs, judged = walk(
        Scripted({}), j, personas=["anna"], lock=lambda name: None, lease_patience=30.0
    )
    assert not runs
    assert (judged[0].verdict, judged[0].rule) == (Verdict.UNKNOWN, "leased")
    assert judged[0].reason == "another process walks as anna, and did not end"


@given(st.lists(st.sampled_from(["anna", "ben", "anna+ben", "caller", "back"]), max_size=40))
def test_nothing_is_ever_held_twice(actions):
    held = []
    leases = Leases()
    people = {"anna": Persona("anna"), "ben": Persona("ben"), "caller": caller("caller")}
    for action in actions:
        if action == "back":
            if held:
                leases.give_back(held.pop(0))
            continue
        lease = leases.take([people[name] for name in action.split("+")])
        if lease is not None:
            held.append(lease)
        names = [name for item in held for name in item.names]
        assert len(names) == len(set(names)) == len(leases)
