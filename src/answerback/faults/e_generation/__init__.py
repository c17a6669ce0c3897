"""Faults E: correctness of what is generated."""
