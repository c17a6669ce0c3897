"""Turns tokens into text as they come: never half a character, and never a wrong one.

The engine's own detokenizer drops the bytes of a character that is not complete, so tokens are put together here, from
the bytes that each of them stands for.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

_PIECE_BYTE = re.compile(rb"<0x([0-9A-F]{2})>")
_PIECE_BLANK = "▁".encode()


class Vocabulary:
    """The bytes of every token."""

    def __init__(self, words: Mapping[bytes, int]) -> None:
        """`words`: what `Tokenizer.get_vocab` returns, the bytes of each token and its id."""
        self.words = {number: word for word, number in words.items()}
        self.pieces = b"<0x0A>" in words
        """A SentencePiece vocabulary: blanks are written `▁`, and single bytes `<0x0A>`."""

    def bytes_of(self, number: int) -> bytes:
        """Return the bytes of a token; none for an id that does not exist."""
        word = self.words.get(number, b"")
        if not self.pieces:
            return word
        found = _PIECE_BYTE.fullmatch(word)
        return bytes([int(found[1], 16)]) if found else word.replace(_PIECE_BLANK, b" ")

    def name(self, number: int) -> str:
        """Return one token's text; where it is no whole character, its bytes as OpenAI writes them in logprobs."""
        raw = self.bytes_of(number)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return "bytes:" + "".join(f"\\x{byte:02x}" for byte in raw)


class Detokenizer:
    """Feed it token ids, take text. Bytes that never become a character are left out."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def feed(self, number: int) -> str:
        """Return the text that is whole now; empty while a character is incomplete."""
        return self.decoder.decode(self.vocabulary.bytes_of(number))
