"""Faults K: limits and context."""
