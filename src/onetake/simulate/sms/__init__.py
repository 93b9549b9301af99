"""An SMS gateway stand-in in the shape of Twilio's REST API, and the company behind it."""
