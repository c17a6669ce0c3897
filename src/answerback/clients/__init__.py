"""Well-known clients: one file for each, found by walking this folder."""
