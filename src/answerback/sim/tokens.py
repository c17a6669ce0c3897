"""A deterministic stand-in for a tokenizer: text to tokens and back without loss.

One token per CJK character, digit or special tag; words are cut into pieces of at most five letters, the blank before
a word belonging to it, as byte-pair tokenizers do. Single printable ASCII characters have the ids that they have in
the vocabularies of GPT-2 and Qwen (`!` is 0); every other piece gets a stable id from its text.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

SPECIAL = (
    "<think>", "</think>", "<tool_call>", "</tool_call>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>",
)  # fmt: skip
VOCABULARY = 151936
EOS = 151645
"""Id of `<|im_end|>`, as in Qwen."""

_PIECES = re.compile(
    "|".join(re.escape(tag) for tag in SPECIAL)
    + r"| ?[A-Za-z]{1,5}(?![A-Za-z])"  # a short word is one token
    + r"| ?[A-Za-z]{1,4}"  # a long one is cut
    + r"|\d"
    + r"|[\u3400-\u9fff\uf900-\ufaff]"
    + r"|\n+"
    + r"|[ \t]+"
    + r"| ?[!-/:-@\[-`{-~]{1,2}"
    + r"|.",
    re.DOTALL,
)
_KNOWN = {EOS: "<|im_end|>"}


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """Return the tokens of a text; joined they are the text."""
    return tuple(_PIECES.findall(text))


@lru_cache(maxsize=4096)
def count(text: str) -> int:
    """Return how many tokens a text has."""
    return sum(1 for _ in _PIECES.finditer(text))


def id_of(piece: str) -> int:
    """Return the id of one token."""
    if len(piece) == 1 and "!" <= piece <= "~":
        return ord(piece) - 33
    if piece == "<|im_end|>":
        return EOS
    number = 256 + zlib.crc32(piece.encode("utf-8", "surrogatepass")) % (VOCABULARY - 1000)
    _KNOWN.setdefault(number, piece)
    return number


def text_of(number: int) -> str:
    """Return the text of an id; one never seen before stands for a made-up syllable."""
    if 0 <= number < 94:
        return chr(number + 33)
    return _KNOWN.get(number) or f" {'bdfgklmnprstvz'[number % 14]}{'aeiou'[number // 14 % 5]}"
