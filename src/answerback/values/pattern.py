"""Regular expressions that are compiled when they are first used: most runs need none of most of them."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a compiled expression until one of its methods is wanted."""

    def __init__(self, source: str, flags: int) -> None:
        self.source, self.flags_wanted = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.source, self.flags_wanted)
        self.__dict__.update(
            {
                method: getattr(compiled, method)
                for method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split")
            }
        )
        return getattr(compiled, name)


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` would, at no cost before its first use (a large one costs a millisecond)."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
