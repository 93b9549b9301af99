"""What the opsdroid peer can say; opsdroid loads this file as a skill of its own."""

from opsdroid.matchers import match_regex
from opsdroid.skill import Skill


class Shop(Skill):
    """Says hello, and where an order is."""

    @match_regex(r"hi|hello|hey", case_sensitive=False)
    async def hello(self, message):
        """Answer a greeting."""
        await message.respond("Hello! How can I help?")

    @match_regex(r"where is my order (?P<order>\w+)", case_sensitive=False)
    async def order(self, message):
        """Answer where the order asked for is."""
        await message.respond(f"Order {message.regex.group('order')} is on its way")
