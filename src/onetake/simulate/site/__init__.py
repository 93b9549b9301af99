"""A stand-in for a company's site: pages rendered on the server over the world all others share."""
