"""Onetake: customer-journey testing and release gates, as code."""

__version__ = "0.1.0"
