"""Two journeys that need no server."""

ECHO = """\
goal: It says back what it is told
steps:
  - echo.say: hello
  - echo.hear: hello
"""
FAILING = ECHO.replace("echo.hear: hello", "echo.hear: goodbye\n    patience: 50ms")
