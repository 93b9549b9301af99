"""Customers who come at a rate: when each should begin, what they met, and when to stop."""
