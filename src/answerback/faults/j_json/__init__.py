"""Faults J: structured output."""
