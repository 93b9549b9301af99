"""What was said and heard is scrubbed like every reason, and cut nowhere else."""

from onetake.flows.clean import Cleaner
from onetake.scrub import Canary, Scrubber
from onetake.words.events import StepEnded, StepResult
from onetake.words.ids import uuid7
from onetake.words.verdict import Verdict

CANARY = "canary.0123456789abcdef@onetake.invalid"
CARD = "4111 1111 1111 1111"


def cleaned(scrubber=None, **words):
    cleaner = Cleaner(scrubber or Scrubber(), Canary(CANARY), lambda kind, data: "name")
    step = StepResult(1, "Ask", "", "anna", "chat", "bot", "chat.say", Verdict.PASSED, 0.0, **words)
    return cleaner.event(StepEnded(uuid7(), step)).result


def test_neither_what_was_said_nor_what_was_heard_keeps_a_card():
    step = cleaned(said=f"my card is {CARD}", heard=f"you said {CARD}")
    assert step.said.startswith("my card is [") and step.heard.startswith("you said [")
    assert "4111" not in step.said + step.heard


class Blind(Scrubber):
    """A scrubber with a hole: it lets everything through."""

    def text(self, value):
        """Let it through."""
        return value


def test_the_canary_in_what_was_heard_fails_the_step_and_its_words_are_dropped():
    step = cleaned(Blind(), said="hello", heard=f"hello {CANARY}")
    assert (step.verdict, step.rule) == (Verdict.FAILED, "canary")
    assert CANARY not in step.said + step.heard + step.seen + step.reason
