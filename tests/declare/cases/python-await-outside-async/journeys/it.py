from onetake.journeys import journey


@journey(goal="A goal")
async def it(walk):
    await greet(walk)


def greet(walk):
    await walk.chat.say("hello")
