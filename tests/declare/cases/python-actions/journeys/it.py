from onetake.journeys import journey


@journey(goal="A goal", owner="cards", personas=["anna"])
async def it(walk):
    await walk.chatt.say("hello")
    await walk.chat.sya("hello")
    await walk.fax.send("hello")
    await walk.chat.say("hello", "again")
    await walk.chat.say("hello", withn="3s")
    await walk.chat.say()
    await walk.chat.hear({"contians": "x"})
    await walk.chat.hear(within="4s / 1s", expect={"button": "x"})
    await walk.chat.say("hello", expect={"text": "x"})
    await walk.chat.say("hello", system="bott", as_="bjorn")
    await walk.api.get("/cards", follow="perhaps", retries="many")
    await walk.api.get(f"/cards/{walk['code']}", expect={"stats": 200})
    await walk.api.get("/cards", keep={"run": "json.id"})
