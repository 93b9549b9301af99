"""The ways one bot is spoken to: each file takes what a client sends to the brain and back."""
