"""Deterministic stand-ins for an api, a bot, mails and SMS, with faults switched on by name."""
