"""Turns text into token ids, however long it is.

The engine's tokenizers cut a text silently at a length that is built into them (8,192 tokens in those made from GGUF
files), whatever the call says. A long text is therefore encoded in parts, divided where the tokenizer divides it too.
"""

from __future__ import annotations

from typing import Any, Protocol

PROBE = 20_000
MOST_PER_CHARACTER = 4
"""Tokens that one character may take: its bytes in UTF-8."""
_SEAMS = frozenset(" ,;，。、；：？！")
"""A single one of these between letters begins a new word for byte-pair tokenizers of the GPT-2 and Qwen kind."""


class Tokenizes(Protocol):
    """What is needed of the engine's tokenizer."""

    def encode(self, prompt: str, *, add_special_tokens: bool) -> Any:
        """Return an object with `input_ids`."""


class Encoder:
    """Encodes whole texts."""

    def __init__(self, tokenizer: Tokenizes) -> None:
        self.tokenizer = tokenizer
        seen = len(self._encode("word " * PROBE, special=False))
        self.most = seen if seen < PROBE else 0
        """Tokens at which the tokenizer cuts; 0: nowhere near."""

    def __call__(self, text: str, *, special: bool = False) -> list[int]:
        """Return the ids of a text; `special` adds what the model wants at the beginning of plain text."""
        if not text:
            return []
        clean = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates have no bytes
        ids = self._encode(clean, special=special)
        if not self.most or len(ids) < self.most:
            return ids
        out: list[int] = []
        for part in parts(clean, max(1, self.most // MOST_PER_CHARACTER - 16)):
            out += self._encode(part, special=special and not out)
        return out

    def _encode(self, text: str, *, special: bool) -> list[int]:
        return [int(number) for number in self.tokenizer.encode(text, add_special_tokens=special).input_ids.data[0]]


def parts(text: str, longest: int) -> list[str]:
    """Divide a text into parts of at most so many characters, between words where there are words."""
    out, at = [], 0
    while len(text) - at > longest:
        end = at + longest
        seam = next((place for place in range(end, at + longest // 2, -1) if _is_seam(text, place)), end)
        out.append(text[at:seam])
        at = seam
    return [*out, text[at:]]


def _is_seam(text: str, place: int) -> bool:
    return text[place] in _SEAMS and text[place - 1].isalpha() and text[place + 1 : place + 2].isalpha()
