"""Protocols without opinion: what channels and simulators share, and nothing else."""
