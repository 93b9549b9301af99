"""The faults planted in Harbor Bank's staging: each breaks one journey at one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onetake.simulate.faults import Fault, FaultKind


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, and where it must be found: the journey's id, the step's number and name."""

    fault: Fault
    journey: str
    step: int
    name: str

    @property
    def id(self) -> str:
        """The fault's id."""
        return self.fault.id

    @property
    def notices(self) -> str:
        """What a customer notices, in one sentence."""
        return self.fault.notices


_STAGING = (
    Planted(
        Fault(
            "H-01",
            FaultKind.WRONG_STATE,
            "block the card",
            "The card is said to be blocked, yet it can still pay.",
        ),
        "cards/block-a-lost-card",
        8,
        "See that it is blocked",
    ),
    Planted(
        Fault(
            "H-02",
            FaultKind.LEAKED_CARD,
            "list cards",
            "The bot shows Björn's whole card number to whoever looks over his shoulder.",
            text="Its number is ${it.number}.",
        ),
        "cards/ask-for-my-cards",
        4,
        "Hear of the card, but not its number",
    ),
    Planted(
        Fault(
            "H-03",
            FaultKind.WRONG_CUSTOMER,
            "see accounts",
            "Chloe logs in and sees the account of another customer.",
            customer="C-1003",
            other="C-1002",
        ),
        "accounts/see-my-balance",
        2,
        "See my account",
    ),
    Planted(
        Fault(
            "H-04",
            FaultKind.SLOW,
            "balance",
            "Anna waits noticeably long for her balance.",
            seconds=0.9,
        ),
        "accounts/balance-by-chat",
        8,
        "Hear the balance",
    ),
    Planted(
        Fault(
            "H-05",
            FaultKind.DEAD_LINK,
            "statement",
            "The bot hands out a link to a statement, and the link leads nowhere.",
        ),
        "accounts/statement-by-chat",
        6,
        "Open the statement",
    ),
    Planted(
        Fault(
            "H-06",
            FaultKind.SERVER_ERROR,
            "transfer 500 and more",
            "Small transfers work; from 500 EUR on customers get an error.",
        ),
        "payments/transfer-money",
        2,
        "Transfer the amount",
    ),
    Planted(
        Fault(
            "H-07",
            FaultKind.ASKS_TWICE,
            "amount",
            "Björn says how much to send, and is asked again.",
        ),
        "payments/send-money-by-chat",
        6,
        "Be asked who gets it",
    ),
    Planted(
        Fault(
            "H-08",
            FaultKind.MISSING_BUTTONS,
            "book a visit",
            "Anna is asked to choose a time, and there is nothing to choose from.",
        ),
        "appointments/book-a-visit",
        6,
        "Be offered times to press",
    ),
    Planted(
        Fault(
            "H-09",
            FaultKind.LOST_CONTEXT,
            "complaint",
            "Björn tells what happened, and the bot has forgotten that he was complaining.",
        ),
        "service/complain",
        6,
        "Get a number",
    ),
    Planted(
        Fault(
            "H-10",
            FaultKind.WRONG_LANGUAGE,
            "opening hours",
            "Chloe writes French and is answered in English.",
            language="en",
        ),
        "service/in-my-language",
        2,
        "Hear it in French",
    ),
    Planted(
        Fault(
            "H-11",
            FaultKind.NEVER_ANSWERS,
            "reach a person",
            "Anna asks for a person and never hears anything again.",
        ),
        "service/talk-to-a-person",
        3,
        "Be told somebody comes",
    ),
    Planted(
        Fault(
            "H-12",
            FaultKind.WRONG_TEXT,
            "see a consent",
            "Chloe agreed to a loan check; the bank wrote down that she agreed to advertising.",
            field="purpose",
            text="advertising",
        ),
        "privacy/loan-with-consent",
        10,
        "See what was agreed to",
    ),
)

PLANTED: Mapping[str, tuple[Planted, ...]] = {"dev": (), "staging": _STAGING, "production": ()}
