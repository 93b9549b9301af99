"""Walks journeys: a programme and a choice of what to walk become typed events; nothing is written."""
