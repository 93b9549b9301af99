"""Whether teams' goals pull together: what influences what, and who is opposed to whom."""
