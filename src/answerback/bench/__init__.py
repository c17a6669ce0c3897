"""Load that tells the truth."""
