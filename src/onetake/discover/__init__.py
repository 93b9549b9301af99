"""Makes findings and journeys of what was seen of a company's systems from outside."""
