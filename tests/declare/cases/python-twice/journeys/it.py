from onetake.journeys import journey


@journey(goal="A goal", owner="cards")
async def it(walk):
    await walk.chat.say("hello")
    await walk.chat.hear("hello")


@journey(goal="A goal", owner="cards")
async def it(walk):
    await walk.chat.say("hello")
    await walk.chat.hear("hello")
