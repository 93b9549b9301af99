"""Makes up what happened at Harbor Bank in the last 90 days, as its systems would export it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random

DAYS = 90
KINDS = ("surveys", "contacts", "deployments", "incidents")
_SEED = 19
_REASONS = {
    "card": "cards/block-a-lost-card", "payment": "payments/transfer-money",
    "statement": "accounts/balance-by-chat", "login": "access/forgot-my-pin",
    "loan": "loans/loan-from-chat-to-site",
}  # fmt: skip
_TEAMS = {"service": (11, 3.6), "cards": (7, 4.9), "digital": (8, 5.3)}
_BROKE = ("card", "login", "payment", "statement")

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Past:
    """What chance and time the past is made of; `mended` is how it would be after the fixes."""

    lot: Random
    now: datetime
    mended: bool

    def at(self, day: int, first: int = 8, last: int = 20) -> datetime:
        """Return a moment of a day, so many days after the first."""
        begin = (self.now - timedelta(days=DAYS - day)).replace(minute=0, second=0, microsecond=0)
        hour, minute = self.lot.randrange(first, last), self.lot.randrange(60)
        return min(begin.replace(hour=hour, minute=minute), self.now)


def write_past(folder: Path, now: float, *, mended: bool = False) -> dict[str, Path]:
    """Write a CSV file for each kind of fact into a folder, and return them by kind.

    `now` is in seconds since 1970; the same second gives the same files.
    """
    past = _Past(Random(_SEED), datetime.fromtimestamp(int(now), UTC), mended)
    incidents = list(_incidents(past))
    makers: Mapping[str, Callable[[_Past], Iterator[Line]]] = {
        "surveys": _surveys, "deployments": _deployments, "incidents": lambda past: iter(incidents),
        "contacts": lambda past: chain(_contacts(past), _about(past, incidents)),
    }  # fmt: skip
    files = {}
    for kind in KINDS:
        lines = list(makers[kind](past))
        names = list(dict.fromkeys(name for line in lines for name in line))
        files[kind] = folder / f"{kind}.csv"
        with files[kind].open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(lines)
    return files


def _contacts(past: _Past) -> Iterator[Line]:
    """Yield calls and chats; on days of short calls more customers come back."""
    lot, number = past.lot, 0
    again: dict[int, list[tuple[str, str]]] = {}
    for day in range(DAYS):
        short = 0.1 if past.mended else lot.random()
        new = [
            (f"H-{lot.randrange(4000):04}", lot.choice(list(_REASONS)))
            for _ in range(lot.randrange(18, 26) if day % 7 < 5 else lot.randrange(8, 13))
        ]
        for customer, reason in [*again.pop(day, []), *new]:
            number += 1
            yield _contact(past, f"K{number}", day, (customer, reason), short)
            if lot.random() < 0.12 + 0.55 * short:
                again.setdefault(day + lot.randrange(1, 5), []).append((customer, reason))


def _contact(
    past: _Past, identity: str, day: int, who: tuple[str, str], short: float
) -> dict[str, object]:
    lot, (customer, reason) = past.lot, who
    at, bot = past.at(day), past.lot.random() < 0.5
    human = not bot or lot.random() < 0.35
    wait = timedelta(seconds=lot.expovariate(1 / 35))
    talk = round(lot.lognormvariate(5.7 - 0.6 * short, 0.35)) if human else None
    answered = at + wait if human else None
    line: dict[str, object] = {
        "id": identity, "channel": "chat" if bot else "phone", "started": at.isoformat(),
        "customer": customer, "reason": reason, "bot": bot, "human": human,
        "completed": lot.random() < 0.84 if bot and not human else "",
        "journey": _REASONS[reason], "run": "",
    }  # fmt: skip
    if answered is not None and talk is not None:
        line |= {
            "queued": at.isoformat(), "answered": answered.isoformat(), "abandoned": False,
            "talk": talk, "wrap": lot.randrange(20, 60), "transfers": int(lot.random() < 0.11),
            "ended": (answered + timedelta(seconds=talk)).isoformat(),
        }  # fmt: skip
    return line


def _about(past: _Past, incidents: list[Line]) -> Iterator[Line]:
    """Yield the calls by which customers told the bank of its incidents, before it knew."""
    for incident in incidents:
        began = datetime.fromisoformat(str(incident["began"]))
        for number in range(past.lot.randrange(2, 5)):
            at = began + timedelta(minutes=past.lot.randrange(3, 24))
            yield {
                "id": f"K-{incident['id']}-{number}", "channel": "phone", "bot": False,
                "started": at.isoformat(), "customer": f"H-{past.lot.randrange(4000):04}",
                "reason": "outage", "journey": incident["journey"], "human": True,
                "incident": incident["id"],
            }  # fmt: skip


def _surveys(past: _Past) -> Iterator[Line]:
    """Yield answers of customers after contacts, and of people at work about their culture."""
    lot = past.lot
    weights = (6, 8, 14, 36, 36) if past.mended else (9, 11, 14, 34, 32)
    for number in range(DAYS * 6):
        day, reason = number // 6, lot.choice(list(_REASONS))
        nps = number % 6 == 5
        score = (
            lot.choices((3, 6, 8, 9, 10), weights)[0]
            if nps
            else (lot.choices((1, 2, 3, 4, 5), weights)[0])
        )
        yield {
            "id": f"S{number}", "kind": "nps" if nps else "csat", "at": past.at(day).isoformat(),
            "score": score, "lowest": 0 if nps else 1, "highest": 10 if nps else 5,
            "customer": f"H-{lot.randrange(4000):04}", "channel": lot.choice(("chat", "phone")),
            "journey": _REASONS[reason],
        }  # fmt: skip
    for team, (people, mean) in _TEAMS.items():
        for person in range(people):
            for item in range(1, 8):
                score = min(7, max(1, round(lot.gauss(mean, 1.1))))
                yield {
                    "id": f"W-{team}-{person}-{item}", "kind": "westrum", "score": score,
                    "lowest": 1, "highest": 7, "team": team, "item": item,
                    "customer": f"W-{team}-{person}", "at": past.at(60).isoformat(),
                }  # fmt: skip


def _deployments(past: _Past) -> Iterator[Line]:
    """Yield a deployment to production every third day; some fail, and are mended by another."""
    lot = past.lot
    for number, day in enumerate(range(0, DAYS - 2, 3)):
        at = past.at(day, 9, 17)
        failed = number % 10 == 3
        yield {
            "id": f"D{number}", "environment": "production", "started": at.isoformat(),
            "finished": (at + timedelta(minutes=lot.randrange(6, 30))).isoformat(),
            "committed": (at - timedelta(hours=lot.randrange(20, 150))).isoformat(),
            "outcome": "rolled_back" if failed else "succeeded", "release": f"2026.{number}",
            "unplanned": number % 9 == 4, "minutes_by_hand": 0 if past.mended else 25,
        }  # fmt: skip


def _incidents(past: _Past) -> Iterator[Line]:
    """Yield what broke for customers."""
    lot = past.lot
    for number, day in enumerate(range(6, DAYS - 4, 9)):
        began, reason = past.at(day, 9, 15), _BROKE[number % len(_BROKE)]
        known = began + timedelta(minutes=lot.randrange(25, 190))
        yield {
            "id": f"I{number}", "environment": "production", "journey": _REASONS[reason],
            "began": began.isoformat(), "opened": known.isoformat(),
            "acknowledged": (known + timedelta(minutes=6)).isoformat(),
            "resolved": (known + timedelta(minutes=lot.randrange(30, 300))).isoformat(),
            "severity": lot.choice(("P1", "P2")), "title": f"Customers cannot go on: {reason}",
            "deployment": f"D{day // 3}" if number % 2 and not past.mended else "",
        }  # fmt: skip
