"""The chat channel: bots that answer over a WebSocket or over HTTP, through declared connectors."""

from __future__ import annotations

from onetake.channels.chat.channel import Chat

channel = Chat()
