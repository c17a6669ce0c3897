"""Marks of each product's log: one file each; `anything` holds for all (Python, CUDA, the hub, the system)."""
