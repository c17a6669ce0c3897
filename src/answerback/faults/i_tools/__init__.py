"""Faults I: tools."""
