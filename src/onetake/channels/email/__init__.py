"""The email channel: mails sent by SMTP, received by IMAP or from a catcher of test mails."""

from __future__ import annotations

from onetake.channels.email.channel import Email

channel = Email()
