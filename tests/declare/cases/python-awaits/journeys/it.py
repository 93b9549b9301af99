import asyncio

from onetake.journeys import journey


async def greet(walk):
    await walk.chat.say("hello")


@journey(goal="A goal", owner="cards")
async def it(walk):
    walk.chat.say("hello")
    heard = walk.chat.hear("hello")
    code = walk.chat.hear("hello")["code"]
    greet(walk)
    walk.together(customer=greet, agent=greet)
    await walk.phase("Report")
    await walk.always(walk.api.post("/reset"))
    walk.always(await walk.api.post("/reset"))
    await asyncio.gather(walk.chat.hear(), walk.api.get("/"))
    walk.say("hello", heard, code)
    await walk.together(customer=greet)
