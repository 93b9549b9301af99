"""The sms channel: messages sent and received through SMS gateways, which are declared as data."""

from __future__ import annotations

from onetake.channels.sms.channel import Sms

channel = Sms()
