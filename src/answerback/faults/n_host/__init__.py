"""Faults N: the machine and the start-up."""
