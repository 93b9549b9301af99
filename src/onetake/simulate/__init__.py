"""Deterministic stand-ins for an api, a bot, mails, SMS and a site; faults are switched on."""
