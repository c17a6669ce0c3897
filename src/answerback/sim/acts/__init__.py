"""Injections at work: for each kind in `values/injections/` a layer around the handler. `sim/act.py` puts them on."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache


@cache
def load() -> None:
    """Import every file here; each registers what it acts out."""
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(info.name)
