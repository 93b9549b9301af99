"""Makes up values of the kind that personal data has, and knows what was made up already."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from onetake.bring.naming import slug

Find = Callable[[str, str], list[tuple[int, int, str]]]
"""Finds personal data in a text behind some words: start, end and kind of each."""

_RESERVED = re.compile(
    r"[.@](example|test|invalid|localhost|example\.(com|net|org))$", re.IGNORECASE
)
_FICTIONAL = re.compile(r"447700900\d{3}|07700900\d{3}|1?\d{3}55501\d\d")
_PUBLISHED = frozenset({
    "4242424242424242", "4111111111111111", "4012888888881881", "4000056655665556",
    "5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222",
    "378282246310005", "371449635398431", "378734493671000", "6011111111111117",
    "30569309025904", "3530111333300000",
    "DE89370400440532013000", "DE75512108001245126199", "DE02120300000000202051",
    "GB29NWBK60161331926819", "GB82WEST12345698765432", "FR1420041010050500013M02606",
    "AT483200000012345864", "NL91ABNA0417164300", "ES9121000418450200051332",
    "CH9300762011623852957", "IT60X0542811101000000123456", "BE68539007547034",
    "GB33BUKB20201555555555", "4222222222222220",
})  # fmt: skip
_NAMED = {
    "first name": re.compile(r"(^|_)(first|given)_?name$"),
    "last name": re.compile(r"(^|_)(last|family)_?name$|surname$"),
    "name": re.compile(r"(^|_)(full|customer|contact|holder)_?name$|^card_?holder$"),
    "street": re.compile(r"(^|_)street(_?name)?$|address_?(line_?)?1$"),
    "birth date": re.compile(r"birth(day|_?date)$|date_of_birth$|(^|_)dob$"),
}
_POOLS: Mapping[str, tuple[str, ...]] = {
    "first name": ("Anna", "Ben", "Chloe", "Dora"),
    "last name": ("Berg", "Holm", "Lind", "Strand"),
    "name": ("Anna Berg", "Ben Holm", "Chloe Lind", "Dora Strand"),
    "street": ("1 Harbor Street", "2 Harbor Street", "3 Harbor Street"),
    "birth date": ("1990-01-15", "1985-06-30", "1972-11-02"),
    "card": ("4242424242424242", "4111111111111111", "5555555555554444"),
    "iban": ("DE89370400440532013000", "GB29NWBK60161331926819", "GB82WEST12345698765432"),
}
_ARTICLES = {
    "email": "an e-mail address", "phone": "a telephone number", "card": "a card's number",
    "iban": "an account's number", "national id": "a number of an authority",
    "birth date": "a date of birth",
}  # fmt: skip


def named_kind(key: str) -> str:
    """Return which kind of personal data a field's name tells, nothing when it tells none."""
    name = slug(key)
    return next((kind for kind, pattern in _NAMED.items() if pattern.search(name)), "")


def is_made_up(value: str) -> bool:
    """Tell if a value belongs to nobody: reserved for examples, or published for tests."""
    bare = re.sub(r"[\s()./-]", "", value)
    return bool(
        _RESERVED.search(value) or _FICTIONAL.fullmatch(bare.lstrip("+")) or bare in _PUBLISHED
    )


def made_up(kind: str, number: int, like: str) -> str:
    """Return a value of a kind for the first, second … of its persona, written like another one."""
    if kind == "email":
        return f"anna{number if number > 1 else ''}@customers.example"
    if kind == "phone":
        begin = "+44" if like.lstrip().startswith("+") else "44" if like.isdigit() else "0"
        return f"{begin}7700900{number % 1000:03}"
    if pool := _POOLS.get(kind):
        return pool[(number - 1) % len(pool)]
    return re.sub("[A-Za-z]", "X", re.sub(r"\d", "0", like))


def told(kind: str) -> str:
    """Return how people call one of a kind."""
    return _ARTICLES.get(kind, f"a {kind}")
