"""Reads the head of a GGUF file: what the model is, how long its context, and how its weights are stored.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Weights are never read here.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

import msgspec

MAGIC = b"GGUF"
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K",
    12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S",
    20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 30: "BF16",
}  # fmt: skip
READABLE = frozenset({"F32", "F16", "Q4_0", "Q4_1", "Q4_K", "Q6_K", "Q8_0"})
"""What the engine's GGUF reader unpacks (openvino.genai, src/cpp/src/gguf_utils); others end in
`gguf_tensor_to_f16 failed`."""
FAMILIES = frozenset({"llama", "qwen2", "qwen3"})
"""Architectures that it builds (https://openvinotoolkit.github.io/openvino.genai/docs/guides/gguf)."""
MOST_SHOWN = 64
"""Array entries that are kept; a vocabulary is of no interest here."""


class BadGguf(Exception):
    """The file is no GGUF file that can be read; the text says why."""


class Head(msgspec.Struct, frozen=True):
    """What the head of a GGUF file says."""

    metadata: dict[str, Any]
    types: dict[str, int]
    """Storage type of tensors: how many have it."""

    @property
    def family(self) -> str:
        """Architecture, as `llama` or `qwen3`."""
        return str(self.metadata.get("general.architecture", ""))

    @property
    def context(self) -> int:
        """Context length in tokens that the model was trained for; 0 if it is not told."""
        return self._number("context_length")

    @property
    def bytes_per_token(self) -> int:
        """Bytes that one token takes in a cache of 16-bit keys and values; 0 if it cannot be told."""
        layers, heads = self._number("block_count"), self._number("attention.head_count")
        kv_heads = self._number("attention.head_count_kv") or heads
        width = self._number("attention.key_length")
        if not width and heads:
            width = self._number("embedding_length") // heads
        return layers * kv_heads * width * 2 * 2

    @property
    def unreadable(self) -> list[str]:
        """Storage types that the engine cannot unpack."""
        return sorted(set(self.types) - READABLE)

    def _number(self, name: str) -> int:
        value = self.metadata.get(f"{self.family}.{name}", 0)
        return int(value) if isinstance(value, int | float) else 0


def read(path: Path) -> Head:
    """Return the head of a file. Raises BadGguf for what is none, OSError for what cannot be read."""
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            raise BadGguf("it does not begin with the letters GGUF")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return _head(_Cursor(data))
            except (struct.error, ValueError, OverflowError, MemoryError) as error:
                raise BadGguf(f"its head is damaged ({error})") from None


class _Cursor:
    """A place in the file that moves on as values are taken."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data, self.at = data, 4

    def number(self, form: str) -> Any:
        (value,) = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return value

    def text(self) -> str:
        size = self.number("Q")
        if self.at + size > len(self.data):
            raise ValueError("a text reaches beyond the end")
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            inner, size = self.number("I"), self.number("Q")
            if inner in _SCALARS:
                width = struct.calcsize(f"<{_SCALARS[inner]}")
                kept = [self.number(_SCALARS[inner]) for _ in range(min(size, MOST_SHOWN))]
                self.at += width * (size - len(kept))
                return kept
            out = []
            for number in range(size):
                one = self.value(inner)
                if number < MOST_SHOWN:
                    out.append(one)
            return out
        if kind not in _SCALARS:
            raise ValueError(f"unknown kind of value {kind}")
        return self.number(_SCALARS[kind])


def _head(cursor: _Cursor) -> Head:
    version = cursor.number("I")
    if version not in (2, 3):
        raise ValueError(f"version {version}")
    tensors, pairs = cursor.number("Q"), cursor.number("Q")
    metadata = {}
    for _ in range(pairs):
        name = cursor.text()
        metadata[name] = cursor.value(cursor.number("I"))
    types: dict[str, int] = {}
    for _ in range(tensors):
        cursor.text()
        for _ in range(cursor.number("I")):
            cursor.number("Q")
        kind = cursor.number("I")
        cursor.number("Q")
        name = TYPES.get(kind, f"type {kind}")
        types[name] = types.get(name, 0) + 1
    return Head(metadata, types)
