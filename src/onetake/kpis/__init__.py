"""The KPI dictionary: one file each, an exact definition as data."""
