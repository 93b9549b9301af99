from onetake.journeys import journey

MANY = 20


@journey(
    goal="A goal",
    owner="card",
    personas=["anna", "ana"],
    effort={"turns": "many", "repeat": 0},
    pass_rate="90%",
    steps=[],
    flavour="x",
    safe_in="dev",
    status="drfat",
)
async def first(walk):
    await walk.chat.say("hello")
    await walk.chat.hear("hello")


@journey("A goal", owner="cards", tries=MANY, tags=[word for word in "ab"])
async def second(walk):
    await walk.chat.say("hello")
    await walk.chat.hear("hello")


@journey(owner="card", personas=["anna", "ana"], data="data/none.csv", tries=2, pass_rate=0.9)
async def third(walk):
    await walk.chat.say("hello")
    await walk.chat.hear("hello")
