"""Faults D: the shape of answers and errors."""
