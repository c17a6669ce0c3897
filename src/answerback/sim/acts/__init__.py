"""Injections at work: for each kind in `values/injections/` a layer around the handler. `sim/act.py` puts them on."""
