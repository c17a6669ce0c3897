"""What lies in a package's folder: a check, a fault or a server is there because its file is.

`pkgutil` would do as well, but costs 4 ms of the 90 that a smoke check may take.
"""

from __future__ import annotations

import os
from types import ModuleType


def modules(package: ModuleType) -> list[tuple[str, str]]:
    """Return (module name, path) of every file under a package, by name; packages themselves are left out."""
    out: list[tuple[str, str]] = []
    for folder in package.__path__:
        _walk(folder, package.__name__, out)
    return sorted(out)


def _walk(folder: str, name: str, out: list[tuple[str, str]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, dot, suffix = entry.name.partition(".")
            if dot and suffix == "py" and stem != "__init__":
                out.append((f"{name}.{stem}", entry.path))
            elif not dot and stem != "__pycache__" and entry.is_dir():
                _walk(entry.path, f"{name}.{stem}", out)
