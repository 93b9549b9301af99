"""Type checkers accept journeys in Python, and find what is wrong with one."""

from pathlib import Path

from mypy import api

JOURNEY = """
from onetake.journeys import Walk, journey


async def undo() -> None: ...


async def customer(walk: Walk) -> None:
    await walk.chat.say("hello")


@journey(goal="A goal", personas=["anna"], effort={"turns": 2}, pass_rate="90%", tries=20)
async def typed(walk: Walk) -> None:
    walk.phase("Report")
    heard = await walk.chat.hear({"any": ["a"]}, buttons=["Yes"], within="1s / 4s", not_="b")
    code: str = heard["code"] if heard else heard.text
    walk["code"] = code + str(heard.fact("json.id", default=1))
    walk.always(walk.api.post("/reset"), undo)
    await walk.together(customer=customer, agent=customer)
    async with walk.handoff("code"):
        await walk.sms.send("hello", as_="phone", name="Write")
"""
WRONG = """
from onetake.journeys import Walk, journey


@journey(gaol="A goal")
async def typed(walk: Walk) -> None:
    heard = walk.chat.hear("hello")
    print(heard.text)
    await walk.chat.say("hello", within=3)
"""


def checked(code: str, folder: Path) -> list[str]:
    """Return what mypy says of a journey, without places."""
    file = folder / "it.py"
    file.write_text(code, "utf-8")
    out, err, _ = api.run(["--strict", "--cache-dir", str(folder / "cache"), str(file)])
    assert not err, err
    return [line.partition(": ")[2] for line in out.splitlines() if "error:" in line]


def test_a_journey_is_typed(tmp_path: Path) -> None:
    assert checked(JOURNEY, tmp_path) == []
    found = checked(WRONG, tmp_path)
    assert 'error: Unexpected keyword argument "gaol" for "journey"' in found[0]
    assert '"Awaitable[Heard]" has no attribute "text"' in "".join(found)
    assert any('Argument "within"' in line for line in found)
