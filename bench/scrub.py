"""Measures scrubbing: CPU time per kilobyte with both engines, and what it redacts wrongly.

The corpus is made from a fixed seed: chat transcripts and JSON bodies of one to four kilobytes,
three lines in a hundred with something personal. The peer is what one would write first: one
alternation of the same kinds of patterns, applied with `re.sub`, without any check.
"""

import json
import random
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from onetake.scrub import Scrubber

ROUNDS = 5
SEED = 20240501
CLEAN = Path(__file__).parent.parent / "tests" / "scrub" / "corpus_clean.txt"
SHORT = ("pending", "EUR", "I lost my card, what do I do now?", "2024-05-01T12:00:00Z", "A-1000")

_TALK = (
    "Hello, I lost my card and I would like to have it blocked.",
    "Of course. Do you want a new card sent to your home?",
    "Ja, bitte. Wie lange dauert das, und was kostet es?",
    "Your order {order} has been shipped on {date} and arrives on Friday between 9 and 12.",
    "Merci, c'est très gentil. Le dossier {order} est bien ouvert ?",
    "The payment of {price} EUR from {date} {time} is still pending, sorry for the delay.",
    "Please choose: [Block it] [Talk to a person] [Something else]",
    "Thank you! Is there anything else that I can do for you today?",
    "[{date} {time}] agent-7 joined the conversation, ticket #{order}",
)
_PERSONAL = (
    "My card number is 4539 5787 6362 1486 and it is valid until 12/27.",
    "You reach me at anna.berg@example.com or +49 171 2345678.",
    "The account is DE89 3704 0044 0532 0130 00, thanks.",
    "Meine Telefonnummer ist 0171 2345678.",
    "Meu CPF é 529.982.247-25.",
)
_NAIVE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|\b(?:\d[ -]?){12,18}\d\b"
    r"|\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b"
    r"|\+\d[\d ()./-]{6,18}\d"
    r"|\b(?:phone|telephone|telefonnummer|mobile|tel)\b.{0,40}?\d[\d ()./-]{5,18}\d"
    r"|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{3}-\d{2}-\d{4}\b|\b\d{8}[A-Z]\b"
    r"|\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"
    r"|\b(?:password|token|secret|api_?key)\b\W{1,4}\S+",
    re.IGNORECASE,
)


def rows() -> list[dict]:
    """Give the figures of scrubbing, each with its target."""
    texts = corpus()
    size = sum(len(text.encode()) for text in texts) / 1024
    peer = _cpu(lambda: [_NAIVE.sub("[x]", text) for text in texts]) / size
    measured = []
    for engine, target in (("hyperscan", 60), ("re", 250)):
        try:
            scrubber = Scrubber({"bank_token": "s3cr3t-Token-9922"}, engine=engine)
        except ValueError:
            continue
        figure = _cpu(partial(_all, scrubber.text, texts)) / size
        measured.append(_row(f"scrubbing, {engine}", figure, "µs/KB CPU", target, peer))
    scrub = Scrubber().text
    short = _cpu(lambda: [scrub(text) for _ in range(2000) for text in SHORT])
    measured.append(_row("scrubbing a short clean text", short / 2000 / len(SHORT), "µs CPU", 3))
    lines = CLEAN.read_text(encoding="utf-8").splitlines()
    wrong = sum(scrub(line) != line for line in lines)
    measured.append(_row(f"false redactions in {len(lines)} clean lines", wrong, "lines", 0))
    return measured


def corpus(documents: int = 150) -> list[str]:
    """Make the texts to scrub, the same ones each time."""
    chance = random.Random(SEED)
    return [(_chat, _body)[chance.random() < 0.5](chance) for _ in range(documents)]


def _chat(chance: random.Random) -> str:
    return "\n".join(_line(chance) for _ in range(chance.randint(15, 55)))


def _body(chance: random.Random) -> str:
    members = [
        {
            "id": f"{chance.getrandbits(128):032x}",
            "created_at": f"{_date(chance)}T{_time(chance)}Z",
            "number": chance.randint(10**7, 10**8),
            "total": f"{chance.randint(100, 99999) / 100:.2f}",
            "state": chance.choice(("pending", "shipped", "blocked")),
            "items": [{"sku": f"A-{chance.randint(1000, 9999)}", "quantity": 2}],
            "note": _line(chance),
        }
        for _ in range(chance.randint(5, 14))
    ]
    return json.dumps({"page": 1, "orders": members}, ensure_ascii=False)


def _line(chance: random.Random) -> str:
    if chance.random() < 0.03:
        return chance.choice(_PERSONAL)
    return chance.choice(_TALK).format(
        order=chance.randint(10**5, 10**9),
        date=_date(chance),
        time=_time(chance),
        price=chance.randint(1, 500),
    )


def _date(chance: random.Random) -> str:
    return f"202{chance.randint(0, 6)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _time(chance: random.Random) -> str:
    return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"


def _all(scrub: Callable[[str], str], texts: list[str]) -> None:
    for text in texts:
        scrub(text)


def _cpu(work: Callable[[], object]) -> float:
    """Give the least CPU time of some rounds, in µs; the first round warms up."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - start)
    return min(times) / 1000


def _row(work: str, figure: float, unit: str, target: float, peer: float | None = None) -> dict:
    return {
        "work": work,
        "figure": round(figure, 2),
        "unit": unit,
        "peer": None if peer is None else round(peer, 2),
        "ratio": None if peer is None else round(figure / peer, 2),
        "target": f"<= {target}",
        "met": figure <= target,
    }


if __name__ == "__main__":
    for row in rows():
        print(row)
