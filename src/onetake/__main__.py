"""Runs the command line: `python -m onetake`."""

from onetake.commands import main

main()
