"""Mails go to declared addresses only, whatever a template or a mail's sender says."""

from __future__ import annotations

import pytest
from channels.email.catching import ANNA, COMPANY

from onetake.words.trouble import CannotTell

DOMAIN = COMPANY.rpartition("@")[2]


@pytest.mark.parametrize(
    "to",
    [
        COMPANY,
        COMPANY.upper(),
        COMPANY.replace("@", "+claims@"),
        ANNA,
        ANNA.replace("@", "+notes@"),
    ],
)
async def test_the_company_and_oneself_may_be_written_to(caught, catcher, to):
    anna = await caught(recipients=[])
    await anna.write("send", {"to": to, "subject": "Hello", "text": "It is me."})
    assert "the server took it" in anna.evidence()


@pytest.mark.parametrize(
    "who",
    [
        {"to": "stranger@elsewhere.example"},
        {"to": COMPANY, "cc": ["stranger@elsewhere.example"]},
        {"to": COMPANY, "bcc": ["stranger@elsewhere.example"]},
        {"to": f"stranger@{DOMAIN}"},
        {"to": f"stranger@elsewhere.example, {COMPANY}"},
    ],
)
async def test_nobody_else_is_written_to(caught, catcher, who):
    anna = await caught(recipients=[])
    with pytest.raises(CannotTell, match="write recipients: .stranger@") as trouble:
        await anna.write("send", {**who, "subject": "Hello", "text": "It is me."})
    assert trouble.value.rule == "address.undeclared"
    assert "the server took it" not in anna.evidence()


async def test_a_system_may_name_more(caught, catcher):
    anna = await caught(recipients=["*@elsewhere.example"])
    await anna.write("send", {"to": "friend@Elsewhere.example", "subject": "S", "text": "T"})
    with pytest.raises(CannotTell):
        await anna.write("send", {"to": "a@elsewhere.example.org", "subject": "S", "text": "T"})
