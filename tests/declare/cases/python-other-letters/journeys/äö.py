from onetake.journeys import journey


@journey(goal="Überall", owner="cards")
async def überall(walk):
    await walk.chat.say("äöü 🎉", nam="é"), await walk.chat.say("äöü", nme="é")
    await walk.chat.hear("äöü")
