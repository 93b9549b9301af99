"""Checks: one file each, which compares what should be with what is known."""
