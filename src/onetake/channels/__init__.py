"""The ways customers and a company meet; one file or folder each, found by being here."""
