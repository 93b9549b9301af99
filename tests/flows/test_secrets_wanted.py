"""A test asks for the secrets its plan needs in its environment, wherever they stand."""

import pytest

from onetake.errors import ProgrammeWrong
from onetake.flows.prepare import Wanted, prepare

MAIN = "programme: T\nenvironments: {dev: {}, live: {}}\nsecrets: {inner: {}, live: {}, home: {}}\n"
PART = "needs: [word]\nsteps:\n  - echo.say: ${word}\n"
CHOICE = """\
goal: g
personas: [anna]
steps:
  - echo.say: hi
  - echo.hear: hi
  - choose:
      - when: {persona.name: {equals: "${secret.inner}"}}
        steps: [{echo.say: a}]
      - steps:
          - include: {part: p, with: {word: "${secret.inner}"}}
"""


@pytest.fixture
def wanted(tmp_path):
    """Write a programme of these files and return what asks for its test."""

    def write(files, environment="dev"):
        for name, text in {"onetake.yaml": MAIN, **files}.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        return Wanted(tmp_path, environment)

    return write


def test_secrets_in_branches_are_found(wanted, monkeypatch):
    monkeypatch.setenv("INNER", "s3cret")
    files = {"journeys/a.yaml": CHOICE, "parts/p.yaml": PART, "personas/anna.yaml": "name: Anna\n"}
    assert prepare(wanted(files)).setting.secrets == {"inner": "s3cret"}


SYSTEM = "channel: api\naddress: {dev: http://localhost, live: 'http://${secret.live}'}\n"


def test_secrets_of_other_environments_are_not_asked_for(wanted):
    files = {"journeys/a.yaml": "goal: g\nsteps:\n  - api.get: /\n", "systems/s.yaml": SYSTEM}
    assert prepare(wanted(files)).setting.secrets == {}
    with pytest.raises(ProgrammeWrong, match="'live' has no value"):
        prepare(wanted(files, "live"))


def test_a_secret_in_the_home_of_nobody_has_no_value(wanted):
    main = MAIN.replace("home: {}", "home: {file: ~nobody-at-all/x}")
    steps = "goal: g\nsteps:\n  - echo.say: ${secret.home}\n"
    with pytest.raises(ProgrammeWrong, match="'home' has no value: the file .* cannot be read"):
        prepare(wanted({"onetake.yaml": main, "journeys/a.yaml": steps}))
