"""Faults B: authentication."""
