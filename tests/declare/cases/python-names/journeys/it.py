from onetake.journeys import journey


@journey(goal="A goal", owner="cards", personas=["anna"], stops_before="Confrim")
async def it(walk):
    walk.phase("Confirm")
    await walk.chat.say("${persona.crd} ${cod}")
    await walk.chat.hear({"matches": r"(?P<code>\d+)"})
    await walk.chat.say("${code} ${secret.tokn} ${data.amount}")
    await walk.api.get(f"/cards/{walk['code']}", query={"card": "${persona.crd}"})
    await walk.api.get("/cards/${code")
    await walk.chat.hear("x", since="Nothing")
