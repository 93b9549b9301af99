"""Values that cannot be are told, never guessed at: each with what was seen."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetake.imports import BadRecord, fields_of
from onetake.words.mapping import Mapped, Only, Rule
from onetake.words.outside import SurveyRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOW = 1_793_620_800_000_000
DAY = "2026-11-02T10:00:00Z"
CALL = {
    name: Rule((name,))
    for name in (
        "channel", "started", "ended", "queued", "answered", "direction", "talk", "transfers",
        "mos", "abandoned", "queue",
    )
}  # fmt: skip
SPOKEN = {"key": "1", "channel": "phone", "started": DAY}


def called(record, decimal=".", **rules):
    """Return what a call's record becomes, with the rules of some fields changed."""
    mapped = Mapped("pbx", "contacts", Rule(("key",)), {**CALL, **rules}, decimal=decimal)
    return fields_of({**SPOKEN, **record}, mapped, NOW)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"talk": -3}, "talk: -3 seconds is less than nothing"),
        ({"ended": "2026-11-02T09:00:00Z"}, "ended: it lies before started"),
        ({"queued": DAY, "answered": "2026-11-02T09:59:59Z"}, "answered: it lies before queued"),
        ({"direction": "Inbound"}, "'Inbound' is none of in, out: say with map:"),
        ({"transfers": 1.5}, "transfers: 1.5 counts nothing"),
        ({"transfers": -1}, "transfers: -1 counts nothing"),
        ({"transfers": 10**40}, "transfers: 1e+40 counts nothing"),
        ({"mos": 9}, "mos: 9 is not from 1 to 5"),
        ({"talk": "4,5"}, "talk: '4,5' is no number"),
        ({"talk": float("nan")}, "talk: 'nan' is no number"),
        ({"queue": {"Name": "Cards"}}, "queue: a whole object is there, not one value"),
        ({"key": ["1"]}, "key: a whole list is there"),
        ({"started": ""}, "it has no started: nothing is found by started"),
        ({"channel": None}, "it has no channel"),
        ({"key": None}, "it has no key: nothing is found by key"),
        ({"queue": "\ud83d"}, "queue: it holds half a character"),
        ({"abandoned": "perhaps"}, "'perhaps' is neither yes nor no"),
    ],
)
def test_what_cannot_be_is_told(record, why):
    with pytest.raises(BadRecord) as caught:
        called(record)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    "written",
    ["+46701740605", "tel:+46701740605", "sip:+46701740605@trunk.example;user=phone",
     "TEL:+46701740605;phone-context=se"],
)  # fmt: skip
def test_a_caller_is_the_same_however_a_system_writes_the_number(written):
    assert called({"who": written}, customer=Rule(("who",)))["customer"] == "+46701740605"


def test_an_address_loses_its_scheme_only():
    mail = {"who": "mailto:kari@customers.example"}
    assert called(mail, customer=Rule(("who",)))["customer"] == "kari@customers.example"


def test_what_is_not_there_is_not_known():
    assert called({"talk": "", "ended": None}).keys() == {"key", "channel", "started"}


def test_fractions_are_read_as_the_mapping_says():
    assert called({"talk": "4,5"}, ",")["talk"] == 4.5
    assert called({"talk": 4.5}, ",")["talk"] == 4.5
    with pytest.raises(BadRecord, match="is no number"):
        called({"talk": "1.234"}, ",")


def test_a_rule_finds_nothing_unless_all_of_when_hold():
    gone = Rule(("queued",), exists=True, when=(Only("answered", ("*",), missing=True),))
    waited = {"queued": DAY}
    assert called(waited, abandoned=gone)["abandoned"] is True
    assert called({**waited, "answered": DAY}, abandoned=gone)["abandoned"] is False


SPRING, AUTUMN = datetime(2026, 3, 29), datetime(2025, 10, 26)  # noqa: DTZ001 - on a wall
walls = st.one_of(
    st.datetimes(SPRING.replace(year=2001), SPRING),
    *(st.datetimes(day, day + timedelta(hours=5)) for day in (SPRING, AUTUMN)),
)


@given(walls)
def test_a_time_on_a_wall_is_the_one_moment_it_stands_for_or_is_refused(wall):
    oslo = ZoneInfo("Europe/Oslo")
    stood = [
        moment
        for hours in (1, 2)
        if (moment := wall.replace(tzinfo=UTC) - timedelta(hours=hours))
        and moment.astimezone(oslo).replace(tzinfo=None) == wall
    ]
    mapped = Mapped("pbx", "contacts", Rule(("key",)), CALL, zone="Europe/Oslo")
    try:
        made = fields_of({**SPOKEN, "started": wall.isoformat()}, mapped, NOW)
    except BadRecord:
        assert len(stood) != 1
    else:
        assert [made["started"]] == [int((at - EPOCH) / timedelta(microseconds=1)) for at in stood]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(CALL)), json_values))
def test_any_record_becomes_fields_or_is_told(record):
    with suppress(BadRecord):
        made = called(record)
        assert made["key"] == "1" and made["started"] > 0 and made["channel"]


@pytest.mark.parametrize(
    ("kind", "best", "scale"),
    [
        ("csat", 5, (1, 5)), ("nps", 10, (0, 10)), ("ces", 7, (1, 7)), ("fcr", 1, (0, 1)),
        ("westrum", 7, (1, 7)),
    ],
)  # fmt: skip
def test_an_answer_has_the_scale_of_its_kind_unless_its_source_says_another(kind, best, scale):
    def answered(score, **more):
        rules = {name: Rule((name,)) for name in ("kind", "answered", "score", *more)}
        mapped = Mapped("form", "surveys", Rule(("key",)), rules)
        record = {"key": "1", "kind": kind, "answered": DAY, "score": score, **more}
        made = fields_of(record, mapped, NOW)
        made.pop("key")
        row = SurveyRow(uuid4(), "form", "1", **made)
        return row.score, row.lowest, row.highest

    assert answered(best) == (best, *scale)
    assert answered(best, lowest=-2, highest=20) == (best, -2, 20)
    with pytest.raises(BadRecord, match=f"is not from {scale[0]} to {scale[1]}"):
        answered(best + 1)
