"""Finds national identity, tax and health numbers by their shape and their check digits.

A number in its official writing ("123.456.789-09") is found wherever it stands. Bare digits, and
numbers without a check digit, are found only when the words before them name such a number, so
that order numbers stay.
"""

import re
from collections.abc import Callable

from stdnum.ar import cuit
from stdnum.at import vnr
from stdnum.be import nn
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.cl import rut
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.il import idnr as teudat
from stdnum.in_ import aadhaar, pan
from stdnum.is_ import kennitala
from stdnum.iso7064 import mod_11_2
from stdnum.it import codicefiscale
from stdnum.jp import in_ as mynumber
from stdnum.kr import rrn
from stdnum.lt import asmens
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.ro import cnp
from stdnum.ru import inn
from stdnum.se import personnummer
from stdnum.th import pin
from stdnum.tr import tckimlik
from stdnum.za import idnr as said

from onetake.scrub.context import OTHER, context
from onetake.scrub.kinds import NATIONAL_ID
from onetake.scrub.shapes import NOT_BEFORE


def _is_resident(number: str) -> bool:
    """Check a Chinese resident's number (GB 11643): the day of birth and the last character."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    dated = 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31
    return dated and mod_11_2.is_valid(number.upper())


WRITTEN: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}", cpf.is_valid),
    (r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}[.-][0-9]{2}", nn.is_valid),
    (r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}", ahv.is_valid),
    (r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]", rut.is_valid),
    (r"[1-9][0-9]{16}[0-9Xx]", _is_resident),
    (r"[0-9]{6}/[0-9]{4}", rc.is_valid),
    (r"[0-9]{8}-?[A-Z]", dni.is_valid),
    (r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]", hetu.is_valid),
    (r"(?:19|20)?[0-9]{6}[-+][0-9]{4}", personnummer.is_valid),
    (r"[12] [0-9]{2} [0-9]{2} [0-9][0-9AB] [0-9]{3} [0-9]{3} ?[/-]? ?[0-9]{2}", nir.is_valid),
    (r"[23][03-7]-[0-9]{8}-[0-9]", cuit.is_valid),
    (r"[2-9][0-9]{3} [0-9]{4} [0-9]{4}", aadhaar.is_valid),
    (r"[2-9][0-9]{3}-[0-9]{4}-[0-9]{4}", aadhaar.is_valid),
    (r"[0-9]{6}-[1-4][0-9]{6}", rrn.is_valid),
)
"""Official writings that start with a digit, and the check of each."""

LETTERED: tuple[tuple[int, str, Callable[[str], bool]], ...] = (
    (1, r"[XYZxyz]-?[0-9]{7}-?[A-Za-z]", nie.is_valid),
    (4, r"[A-Za-z]{4}[0-9]{6}[HMhm][A-Za-z]{5}[0-9A-Za-z][0-9]", curp.is_valid),
    (6, r"[A-Za-z]{6}[0-9]{2}[A-Za-z][0-9]{2}[A-Za-z][0-9]{3}[A-Za-z]", codicefiscale.is_valid),
)
"""Official writings that start with so many letters."""

_NINO = re.compile(
    r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]( ?)[0-9]{2}\1[0-9]{2}\1[0-9]{2}\1[A-D]"
    + NOT_BEFORE
)
_NINO_TOLD = re.compile(
    rf"[A-Z]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}}(?: ?[A-Z])?{NOT_BEFORE}(?![ -]?[0-9])"
)
_PAN = re.compile(rf"[A-Za-z]{{5}}[0-9]{{4}}[A-Za-z]{NOT_BEFORE}")
_BARE = re.compile(rf"[0-9](?:[ .\-/+\x1f]{{0,2}}[0-9A-DK]){{6,17}}[A-Za-z]{{0,2}}{NOT_BEFORE}")
_SSN = re.compile(rf"[0-9]{{3}}([- .]?)[0-9]{{2}}\1[0-9]{{4}}{NOT_BEFORE}")
_WRITTEN = [(re.compile(shape + NOT_BEFORE), valid) for shape, valid in WRITTEN]
_LETTERED = {n: (re.compile(shape + NOT_BEFORE), valid) for n, shape, valid in LETTERED}
_SHAPE = re.compile("(?:" + "|".join(shape for shape, _ in WRITTEN) + ")" + NOT_BEFORE)
_GAP = re.compile(r"[ .\-/\x1f]+")
_CHECKS = [
    module.is_valid
    for module in (
        aadhaar, ahv, amka, asmens, bsn, cnp, cpf, cpr, cuit, dni, egn, fodselsnummer, hetu, idnr,
        ik, inn, kennitala, mynumber, nhs, nif, nir, nn, oib, personnummer, pesel, pin, pps, rc,
        rrn, rut, said, sin, tckimlik, teudat, vnr,
    )
]  # fmt: skip


def find_id(text: str, start: int, before: str) -> tuple[int, int, str] | None:
    """Find a national id whose first character is this digit."""
    end = _written(text, start, before) if _SHAPE.match(text, start) else None
    if end is None:
        end = _bare(text, start, before)
    return None if end is None else (start, end, NATIONAL_ID)


def find_lettered_id(text: str, start: int, letters: int, before: str) -> int | None:
    """Give the end of a national id that starts here with this many letters."""
    shape = _LETTERED.get(letters)
    if shape is not None:
        match = shape[0].match(text, start)
        if not match or not shape[1](match[0]):
            return None
        # One letter in 23 fits by chance, so a booking code stays a booking code.
        return None if letters == 1 and context(text, start, before) == OTHER else match.end()
    if letters == 5:
        match = _PAN.match(text, start)
        told = match and pan.is_valid(match[0])
    else:
        match = told = _NINO_TOLD.match(text, start) if letters == 2 else None
    if not told:
        return None
    called = context(text, start, before)
    spaced = called is None and " " in match[0] and _NINO.match(text, start)
    return match.end() if called == NATIONAL_ID or spaced else None


def _written(text: str, start: int, before: str) -> int | None:
    for shape, valid in _WRITTEN:
        match = shape.match(text, start)
        if match and valid(match[0]):
            return None if context(text, start, before) == OTHER else match.end()
    return None


def _bare(text: str, start: int, before: str) -> int | None:
    run = _BARE.match(text, start)
    if run is None or context(text, start, before) != NATIONAL_ID:
        return None
    social = _SSN.match(text, start)
    if social:
        return social.end()
    gaps = [gap.start() for gap in _GAP.finditer(run[0])]
    for length in [len(run[0]), *reversed(gaps)]:
        number = _GAP.sub("", run[0][:length])
        if any(check(number) for check in _CHECKS):
            return start + length
    return None
