async def it(walk):
    await walk.chat.say("hello")
