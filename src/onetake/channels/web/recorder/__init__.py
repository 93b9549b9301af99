"""Watches a person use a site in a browser and tells what was done, as people would read it."""
