"""The check digits of the world's numbers, computed by python-stdnum, loaded when first needed."""

from collections.abc import Callable
from functools import cache
from importlib import import_module


def valid(standard: str, number: str) -> bool:
    """Tell whether a number satisfies a standard, named as stdnum names it ("br.cpf")."""
    return _check(standard)(number)


def valid_iban(number: str) -> bool:
    """Tell whether a number has the country, length and check digits of an IBAN (ISO 13616).

    The checks that a country adds within the number are left out: a made-up account fails them
    and is personal all the same.
    """
    return _module("iban").is_valid(number, check_country=False)


@cache
def _check(standard: str) -> Callable[[str], bool]:
    return _module(standard).is_valid


@cache
def _module(standard: str):
    return import_module(f"stdnum.{standard}")
