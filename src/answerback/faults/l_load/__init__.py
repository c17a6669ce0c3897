"""Faults L: load and liveness."""
