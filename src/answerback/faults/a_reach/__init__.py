"""Faults A: reachability, base path, proxies."""
