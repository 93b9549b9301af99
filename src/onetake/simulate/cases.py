"""What an answer does, as a stand-in's file declares it: what it changes, and what it sends."""

from __future__ import annotations

from pydantic import model_validator

from onetake.simulate.spoken import Messages, Spoken
from onetake.words.channel import Declared
from onetake.words.fields import Match, Text, Tree, Wait


class Effects(Declared):
    """What an answer changes; each path starts with `my` (the customer's things) or `world`.

    On a site it may start with `visit`, too: what a browser put aside there.

    `change` adds a number, `advance` goes to the next state of a list and stays at the last.
    `spend` names one-time codes that are valid no longer.
    """

    set: dict[Text, Tree] = {}
    change: dict[Text, Tree] = {}
    advance: dict[Text, tuple[str, ...]] = {}
    remove: tuple[Text, ...] = ()
    spend: tuple[str, ...] = ()


class Texting(Declared):
    """An SMS that is sent; without `to` it goes to the customer's own number."""

    to: Text | None = None
    text: Spoken
    after: Wait = 0.0


class Attachment(Declared):
    """A file that goes with a mail."""

    name: Text
    type: str = "text/plain"
    text: Spoken


class Mailing(Declared):
    """A mail that is sent; without `to` it goes to the customer's own address."""

    to: Text | None = None
    subject: Spoken
    text: Spoken = {}
    html: Spoken = {}
    attachments: tuple[Attachment, ...] = ()
    headers: dict[str, Text] = {}
    after: Wait = 0.0


class Sending(Declared):
    """One mail or SMS that goes out with an answer when `when` holds; faults know it by `name`."""

    name: str = ""
    when: dict[str, Match] = {}
    sms: Texting | None = None
    mail: Mailing | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Sending:
        if (self.sms is None) == (self.mail is None):
            raise ValueError("one thing is sent: sms: {…} or mail: {…}")
        return self


class Case(Declared):
    """What is answered, done and sent when its conditions hold; `keep` names values made for it.

    `find` names what must be there; it is `${it}` in conditions and answers.
    """

    find: Text | None = None
    when: dict[str, Match] = {}
    keep: dict[str, Tree] = {}
    do: Effects = Effects()
    sends: tuple[Sending, ...] = ()
    answers: Messages = ()
