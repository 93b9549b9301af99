from onetake.journeys import journey


@journey(goal="A goal", owner="cards")
async def catches(walk):
    try:
        await walk.chat.hear("hello")
    except:
        pass
    try:
        await walk.chat.hear("hello")
    except (OSError, BaseException) as error:
        print(error)
    try:
        await walk.chat.hear("hello")
    except BaseException as error:
        print(error)
        raise
