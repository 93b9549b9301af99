"""Brings what others have written or watched into journeys: readers without opinion on where to."""
