"""Walks journeys: a programme and a choice become typed events; nothing is written."""
