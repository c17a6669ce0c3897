"""The small language of paths into JSON: `usage.prompt_tokens`, `choices[*].said.content`, `$`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

ALL = object()
Step = str | int | object
_PART = re.compile(r"([^.\[\]]+)|\[(\*|-?\d+)\]")


@lru_cache(maxsize=256)
def steps(path: str) -> tuple[Step, ...]:
    """Return the steps of a path; none for `$`. Raises ValueError where it is none."""
    if path in ("$", ""):
        return ()
    path = path.removeprefix("$.")
    out: list[Step] = []
    position = 0
    while position < len(path):
        if path[position] == "." and out:
            position += 1
        found = _PART.match(path, position)
        if not found:
            raise ValueError(f"{path!r} is no path (like usage.prompt_tokens or choices[*].message.content)")
        out.append(found[1] if found[1] is not None else ALL if found[2] == "*" else int(found[2]))
        position = found.end()
    return tuple(out)


def places(value: Any, path: tuple[Step, ...], *, chunk: bool = False) -> Iterator[tuple[Any, Any]]:
    """Yield (container, key) of every place that a path of at least one step leads to.

    The container exists; an object need not have the key, a list has the index.
    """
    first, rest = path[0], path[1:]
    if first == "said":
        first = "delta" if chunk else "message"
    if isinstance(value, dict) and isinstance(first, str):
        if not rest:
            yield value, first
        elif first in value:
            yield from places(value[first], rest, chunk=chunk)
    elif isinstance(value, list) and not isinstance(first, str):
        numbers = range(len(value)) if first is ALL else [first]
        for number in list(numbers):
            if isinstance(number, int) and -len(value) <= number < len(value):
                if not rest:
                    yield value, number
                else:
                    yield from places(value[number], rest, chunk=chunk)


def has(container: Any, key: Any) -> bool:
    """Whether a place is filled."""
    return isinstance(container, list) or key in container
