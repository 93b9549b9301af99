"""What a step makes of the mails that came: the facts of one, or of all together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from onetake.channels.email.findings import (
    attachments_of,
    bounced,
    codes_of,
    date_of,
    images_of,
    trackers_of,
    trust_of,
)
from onetake.channels.email.letter import Letter
from onetake.words.path import ABSENT, Path


@dataclass(frozen=True, slots=True)
class HeardMail:
    """One mail."""

    letter: Letter

    def fact(self, path: Path) -> object:
        """Return a fact of the mail, or ABSENT; lists are empty when it has nothing of a kind."""
        read = FACTS_KNOWN.get(path.root)
        if read is None:
            return ABSENT
        if path.root not in self.letter.facts:
            self.letter.facts[path.root] = read(self.letter)
        value = self.letter.facts[path.root]
        every = path.parts[0] if len(path.parts) == 1 else ""
        if every in _EVERY.get(path.root, ()) and isinstance(value, list):
            return [item[every[:-1]] for item in value]
        return path.dig(value)


@dataclass(frozen=True, slots=True)
class HeardMails:
    """All mails that came, judged together: what forbids something must find it in any of them.

    Lists are joined, texts as well; of everything else there is a list, an item a mail.
    """

    letters: tuple[Letter, ...]

    def fact(self, path: Path) -> object:
        """Return a fact of all mails, or ABSENT when none has it."""
        found = [HeardMail(letter).fact(path) for letter in self.letters]
        values = [value for value in found if value is not ABSENT]
        if not values:
            return [] if path.root in _LISTS and not path.parts else ABSENT
        if all(isinstance(value, list) for value in values):
            return [item for value in values for item in value]  # type: ignore[attr-defined]
        if path.root == "text":
            return "\n\n".join(map(str, values))
        return values[0] if len(self.letters) == 1 else values


def _links(letter: Letter) -> object:
    return [asdict(link) for link in letter.links]


def _from(letter: Letter) -> object:
    return letter.senders[0].address if letter.senders else ABSENT


def _from_name(letter: Letter) -> object:
    return letter.senders[0].name if letter.senders else ABSENT


def _reply_to(letter: Letter) -> object:
    people = letter.people("reply-to") or letter.senders
    return people[0].address if people else ABSENT


def _addresses(header: str) -> Callable[[Letter], object]:
    return lambda letter: [person.address for person in letter.people(header)]


def _result(method: str) -> Callable[[Letter], object]:
    return lambda letter: trust_of(letter).get(method, ABSENT)


def _bounce(letter: Letter) -> object:
    found = bounced(letter)
    return ABSENT if found is None else found


FACTS_KNOWN: Mapping[str, Callable[[Letter], object]] = {
    "text": lambda letter: letter.text,
    "subject": lambda letter: letter.subject,
    "from": _from,
    "from_name": _from_name,
    "to": _addresses("to"),
    "cc": _addresses("cc"),
    "reply_to": _reply_to,
    "date": lambda letter: date_of(letter) or ABSENT,
    "html": lambda letter: letter.html or ABSENT,
    "links": _links,
    "codes": codes_of,
    "attachments": attachments_of,
    "images": images_of,
    "header": lambda letter: letter.mail.headers,
    "spf": _result("spf"),
    "dkim": _result("dkim"),
    "dmarc": _result("dmarc"),
    "bounce": _bounce,
    "hidden": lambda letter: letter.page.hidden,
    "trackers": trackers_of,
    "size": lambda letter: letter.mail.size,
    "parts": lambda letter: len(letter.mail.parts),
    "notes": lambda letter: letter.notes,
}
_LISTS = frozenset({"to", "cc", "links", "codes", "attachments", "images", "trackers", "notes"})
_EVERY: Mapping[str, Sequence[str]] = {
    "links": ("urls", "texts"), "attachments": ("names",), "trackers": ("urls",)
}  # fmt: skip
