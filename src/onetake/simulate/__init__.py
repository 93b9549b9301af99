"""Deterministic stand-ins for an api and a bot, with faults that can be switched on by name."""
