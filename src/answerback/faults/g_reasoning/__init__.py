"""Faults G: reasoning."""
