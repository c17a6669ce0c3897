"""Faults C: models and their names."""
