"""Onetake: customer-journey testing and release gates, as code."""
