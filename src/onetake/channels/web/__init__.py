"""The web channel: pages in a browser, as a customer sees and uses them."""

from __future__ import annotations

from onetake.channels.web.channel import Web

channel = Web()
