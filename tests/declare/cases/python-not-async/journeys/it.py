from onetake.journeys import journey


@journey(goal="A goal", owner="cards")
def it(walk):
    walk.chat.say("hello")


@journey(goal="A goal", owner="cards")
async def nobody():
    pass


class Cards:
    @journey(goal="A goal", owner="cards")
    async def block(walk):
        pass
