"""Faults F: usage accounting."""
