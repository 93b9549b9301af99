"""A mailbox stand-in: what it holds, who looks into it over HTTP, and who writes over SMTP."""
