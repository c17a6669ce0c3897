"""The dialects of the simulated service, one file each."""
