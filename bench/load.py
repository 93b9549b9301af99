"""Load: honest times when a server stands still, histograms, customers a processor brings."""

PARTS = ("load_frozen", "load_histogram", "load_walk")
