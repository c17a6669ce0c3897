"""The dialects of the simulated service, one file each; a new file is found by its class's name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from answerback.sim.dialect import Dialect


@cache
def load() -> dict[str, type[Dialect]]:
    """Return every dialect by name."""
    found: dict[str, type[Dialect]] = {}
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = importlib.import_module(info.name)
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, Dialect) and thing.__module__ == info.name:
                found[thing.name] = thing
    return found


def named(name: str) -> type[Dialect]:
    """Return the dialect of that name. Raises ValueError if there is none."""
    try:
        module = importlib.import_module(f"{__name__}.{name}") if name.isidentifier() else None
    except ModuleNotFoundError:
        module = None
    for thing in vars(module).values() if module else ():
        if isinstance(thing, type) and issubclass(thing, Dialect) and thing.name == name:
            return thing
    raise ValueError(f"no dialect {name!r}; known: {', '.join(sorted(load()))}")
