"""A canary planted in every message fails the run when it is about to be stored."""

from uuid import uuid4

from onetake.flows.clean import Cleaner
from onetake.flows.outcome import Account
from onetake.scrub import Canary, Scrubber
from onetake.words.events import Exhibit, JourneyJudged, RunEnded, RunResult, StepResult, Tries
from onetake.words.verdict import Verdict

CANARY = "canary.0123456789abcdef@onetake.invalid"


class Leaking(Scrubber):
    """A scrubber with a hole: it lets everything through."""

    def text(self, value):
        return value

    def bytes(self, data, kind):
        return data


def run(reason="", data=b""):
    exhibits = (Exhibit("request.http", data),) if data else ()
    step = StepResult(
        1, "Ask", "", "anna", "api", "bank", "api.get", Verdict.DEGRADED, 0.0,
        reason=reason, exhibits=exhibits,
    )  # fmt: skip
    result = RunResult(
        uuid4(),
        "j",
        "g",
        "anna",
        "dev",
        Verdict.DEGRADED,
        0.0,
        1.0,
        Tries(),
        (step,),
        reason=reason,
    )
    return RunEnded(result)


def cleaned(scrubber, event):
    kept = []
    cleaner = Cleaner(scrubber, Canary(CANARY), lambda kind, data: kept.append(data) or "name")
    return cleaner.event(event).result, kept


def test_scrubbed_evidence_is_kept_and_the_run_stands():
    result, kept = cleaned(Scrubber(), run(data=f"x-synthetic: onetake {CANARY}\r\n\r\n".encode()))
    assert (result.verdict, result.steps[0].evidence) == ("degraded", ("name",))
    assert b"canary" not in kept[0]


def test_a_hole_in_scrubbing_fails_the_run_and_nothing_of_it_is_kept():
    for event in (run(data=CANARY.upper().encode()), run(reason=f"text is '{CANARY}'")):
        result, kept = cleaned(Leaking(), event)
        assert (result.verdict, result.rule) == ("failed", "canary")
        assert kept == []
        assert CANARY not in repr(result)


def test_a_leak_fails_its_journey_too():
    account = Account("dev")
    result, _ = cleaned(Leaking(), run(data=CANARY.encode()))
    account.take(RunEnded(result))
    judged = JourneyJudged("j", "anna", "dev", Verdict.DEGRADED, "slow", "within", Tries())
    account.take(judged)
    outcome = account.outcome(1.0, "")
    assert outcome.verdict == "failed"
    assert [finding.rule for finding in outcome.findings] == ["canary"]
