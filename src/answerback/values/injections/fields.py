"""Changes of JSON fields in answers and in the chunks of streams.

A path reads `usage.prompt_tokens`, `choices[0].index`, `choices[*].message.content`; `said` stands for `message` in
whole answers and for `delta` in chunks; `$` is the whole value. `within`: `whole`, `chunks` or `both`.
What a chunk has only at times (`usage`, `finish_reason`) is changed only in the chunks that have it.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET

from answerback.values.injections.when import Injection
from answerback.values.text import Text


class Set(Injection, frozen=True):
    """A field of the response is set. Acts only where the parent exists; `absent_too` creates the last field.
    `was`: only where it had this value. `{nonce}` in a text is a random word, new each time."""

    gist = Text(en="a field of the response is set", zh="设置响应中的一个字段")

    path: str
    value: Any = None
    within: Literal["whole", "chunks", "both"] = "both"
    absent_too: bool = True
    was: Any = UNSET
    from_chunk: int = 0
    """Not in the first so many chunks of a stream."""


class Drop(Injection, frozen=True):
    """A field of the response is removed."""

    gist = Text(en="a field of the response is removed", zh="删除响应中的一个字段")

    path: str
    within: Literal["whole", "chunks", "both"] = "both"
    from_chunk: int = 0


class Cast(Injection, frozen=True):
    """A field of the response changes its type: `str`, `int`, `float`, `ms` (times 1000), `list` or `object` (wrapped),
    `json` (encoded as text)."""

    gist = Text(en="a field of the response changes its type", zh="改变响应字段的类型")

    path: str
    to: Literal["str", "int", "float", "ms", "list", "object", "json"]
    within: Literal["whole", "chunks", "both"] = "both"


class Scale(Injection, frozen=True):
    """A number of the response becomes `value * factor + plus`."""

    gist = Text(en="a number of the response is scaled", zh="按比例改变响应中的数值")

    path: str
    factor: float = 1.0
    plus: float = 0.0
    within: Literal["whole", "chunks", "both"] = "both"
