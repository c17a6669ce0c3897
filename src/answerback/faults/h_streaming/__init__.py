"""Faults H: streaming."""
