from onetake.journeys import journey

@journey(goal="ä")
async def it(walk):
    pass
