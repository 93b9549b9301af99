"""Finds national identity, tax and health numbers by their shape and their check digits.

A number in its official writing ("123.456.789-09") is found wherever it stands. Bare digits, and
numbers without a check digit, are found only when the words before them name such a number, so
that order numbers stay.
"""

import re

from onetake.scrub.checksums import valid
from onetake.scrub.context import OTHER, context
from onetake.scrub.kinds import NATIONAL_ID
from onetake.scrub.shapes import NOT_BEFORE

_RESIDENT = "GB 11643"
"""A Chinese resident's number, whose regions change too often for a fixed list of them."""

WRITTEN: tuple[tuple[str, str], ...] = (
    (r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}", "br.cpf"),
    (r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}[.-][0-9]{2}", "be.nn"),
    (r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}", "ch.ssn"),
    (r"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]", "cl.rut"),
    (r"[1-9][0-9]{16}[0-9Xx]", _RESIDENT),
    (r"[0-9]{6}/[0-9]{4}", "cz.rc"),
    (r"[0-9]{8}-?[A-Z]", "es.dni"),
    (r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]", "fi.hetu"),
    (r"(?:19|20)?[0-9]{6}[-+][0-9]{4}", "se.personnummer"),
    (r"[12] [0-9]{2} [0-9]{2} [0-9][0-9AB] [0-9]{3} [0-9]{3} ?[/-]? ?[0-9]{2}", "fr.nir"),
    (r"[23][03-7]-[0-9]{8}-[0-9]", "ar.cuit"),
    (r"[2-9][0-9]{3} [0-9]{4} [0-9]{4}", "in_.aadhaar"),
    (r"[2-9][0-9]{3}-[0-9]{4}-[0-9]{4}", "in_.aadhaar"),
    (r"[0-9]{6}-[1-4][0-9]{6}", "kr.rrn"),
)
"""Official writings that start with a digit, and the check of each."""

LETTERED: tuple[tuple[int, str, str], ...] = (
    (1, r"[XYZxyz]-?[0-9]{7}-?[A-Za-z]", "es.nie"),
    (4, r"[A-Za-z]{4}[0-9]{6}[HMhm][A-Za-z]{5}[0-9A-Za-z][0-9]", "mx.curp"),
    (6, r"[A-Za-z]{6}[0-9]{2}[A-Za-z][0-9]{2}[A-Za-z][0-9]{3}[A-Za-z]", "it.codicefiscale"),
)
"""Official writings that start with so many letters."""

_NINO = re.compile(
    r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]( ?)"
    rf"[0-9]{{2}}\1[0-9]{{2}}\1[0-9]{{2}}\1[A-D]{NOT_BEFORE}"
)
_NINO_TOLD = re.compile(
    rf"[A-Z]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}}(?: ?[A-Z])?{NOT_BEFORE}(?![ -]?[0-9])"
)
_PAN = re.compile(rf"[A-Za-z]{{5}}[0-9]{{4}}[A-Za-z]{NOT_BEFORE}")
_BARE = re.compile(rf"[0-9](?:[ .\-/+\x1f]{{0,2}}[0-9A-DK]){{6,17}}[A-Za-z]{{0,2}}{NOT_BEFORE}")
_SSN = re.compile(rf"[0-9]{{3}}([- .]?)[0-9]{{2}}\1[0-9]{{4}}{NOT_BEFORE}")
_WRITTEN = [(re.compile(shape + NOT_BEFORE), standard) for shape, standard in WRITTEN]
_LETTERED = {n: (re.compile(shape + NOT_BEFORE), standard) for n, shape, standard in LETTERED}
_SHAPE = re.compile("(?:" + "|".join(shape for shape, _ in WRITTEN) + ")" + NOT_BEFORE)
_GAP = re.compile(r"[ .\-/\x1f]+")
_STANDARDS = (
    "in_.aadhaar", "ch.ssn", "gr.amka", "lt.asmens", "nl.bsn", "ro.cnp", "br.cpf", "dk.cpr",
    "ar.cuit", "es.dni", "bg.egn", "no.fodselsnummer", "fi.hetu", "de.idnr", "ee.ik", "ru.inn",
    "is_.kennitala", "jp.in_", "gb.nhs", "pt.nif", "fr.nir", "be.nn", "hr.oib",
    "se.personnummer", "pl.pesel", "th.pin", "ie.pps", "cz.rc", "kr.rrn", "cl.rut", "za.idnr",
    "ca.sin", "tr.tckimlik", "il.idnr", "at.vnr",
)  # fmt: skip


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
        if not match or not valid(shape[1], match[0]):
            return None
        # One letter in 23 fits by chance, so a booking code stays a booking code.
        return None if letters == 1 and context(text, start, before) == OTHER else match.end()
    match = _told_match(text, start, letters)
    if match is None:
        return None
    called = context(text, start, before)
    spaced = called is None and " " in match[0] and _NINO.match(text, start)
    return match.end() if called == NATIONAL_ID or spaced else None


def _told_match(text: str, start: int, letters: int) -> re.Match[str] | None:
    """Match what is an id only when the words before it say so: an Indian PAN, a British NINO."""
    if letters == 5:
        match = _PAN.match(text, start)
        return match if match and valid("in_.pan", match[0]) else None
    return _NINO_TOLD.match(text, start) if letters == 2 else None


def _written(text: str, start: int, before: str) -> int | None:
    for shape, standard in _WRITTEN:
        match = shape.match(text, start)
        if match and _satisfies(standard, match[0]):
            return None if context(text, start, before) == OTHER else match.end()
    return None


def _satisfies(standard: str, number: str) -> bool:
    if standard != _RESIDENT:
        return valid(standard, number)
    month, day = int(number[10:12]), int(number[12:14])
    dated = number[6:8] in ("19", "20") and 1 <= month <= 12 and 1 <= day <= 31
    return dated and valid("iso7064.mod_11_2", number.upper())


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
        if any(valid(standard, number) for standard in _STANDARDS):
            return start + length
    return None
