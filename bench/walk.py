"""Walking, from the first key pressed to a thousand conversations: the foundation's figures."""

PARTS = ("start", "lint", "api_step", "scrub", "chat")
