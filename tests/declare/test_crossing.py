"""Lanes, hand-offs and pools as they are read."""

from programme_channels import CHANNELS

from onetake import declare
from onetake.words.steps import Handoff, Step, Together

LANES = """
  - together:
      customer:
        - echo.say: hello
        - echo.hear: {matches: 'ticket (?P<ticket>.+)'}
      agent:
        - echo.say: ${ticket}
        - echo.say: as Björn
          as: björn
        - choose: [{steps: [{echo.hear: hello}]}]
  - handoff:
      knows: [ticket, persona.name]
      steps:
        - echo.say: ${ticket}
        - echo.hear: Anna
"""


def test_a_lane_speaks_as_it_is_called_unless_a_step_says_otherwise(journey):
    together, handoff = journey(LANES).steps
    assert isinstance(together, Together) and isinstance(handoff, Handoff)
    (_, customer), (_, agent) = together.lanes
    assert [step.speaker for step in customer] == ["", ""]
    assert [step.speaker for step in agent if isinstance(step, Step)] == ["agent", "björn"]
    assert agent[2].branches[0][1][0].speaker == "agent"
    assert handoff.knows == ("ticket", "persona.name")


def test_a_pool_is_read_and_its_first_value_stands_for_all(programme, write):
    write("data/phones.csv", "number\n+441\n+442\n")
    write("data/accounts.csv", "user,pin\na,1\nb,2\n")
    write(
        "personas/eva.yaml",
        "name: Eva\nphone: {pool: data/phones.csv}\naccount: {pool: data/accounts.csv}\n",
    )
    eva = declare.read(programme, CHANNELS).programme.personas["eva"]
    assert eva.attributes["phone"] == "+441" and eva.attributes["account"]["pin"] == "1"
    assert eva.pools["phone"].values == ("+441", "+442")
    assert eva.pools["account"].values[1] == {"user": "b", "pin": "2"}


def test_what_a_pool_lacks_is_noted_again_when_its_table_changes(programme, write, tmp_path):
    write("data/accounts.csv", "user,pin\na,1\n")
    write("personas/eva.yaml", "name: Eva\naccount: {pool: data/accounts.csv}\n")
    write(
        "journeys/it.yaml",
        "goal: G\nowner: cards\npersonas: [eva]\n"
        "steps: [{echo.say: '${persona.account.pin}'}, {echo.hear: '1'}]\n",
    )

    def errors():
        return declare.outline(programme, CHANNELS, cache=tmp_path / "cache")[1].errors

    assert errors() == 0
    write("data/accounts.csv", "user,pan\na,1\n")
    assert errors() == 1
