"""Being asked the same thing twice, on whatever channel and in whatever words."""

import pytest

from onetake.exercise.effort import Tally
from onetake.words.programme import Effort

SAME = [
    ("What is your customer number?", "Could you please tell us your customer number?"),
    ("Your PIN?", "Would you please enter your PIN now?"),
    ("Wie ist Ihre Kundennummer?", "Können Sie uns bitte Ihre Kundennummer nennen?"),
    ("Quel est votre numéro de client ?", "Pourriez-vous indiquer votre numéro de client ?"),
    ("And you?", "And you?"),
]
OTHER = [
    ("What is your first name?", "What is your last name?"),
    ("When were you born?", "Where were you born?"),
    ("Can I help you?", "How much do you want to send?"),
    ("Who gets it?", "Who pays it?"),
    ("Is it lost?", "Is it stolen?"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_question_in_other_words_is_a_repeat(first, second):
    tally = Tally(Effort(repeats=0))
    assert tally.heard(first, 1) is None
    assert tally.heard(second, 5) is not None
    assert tally.repeats == 1


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_another_question_is_none(first, second):
    tally = Tally(Effort(repeats=0))
    assert tally.heard(first, 1) is None
    assert tally.heard(second, 5) is None
