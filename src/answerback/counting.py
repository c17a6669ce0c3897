"""What can be said of a text's tokens without its tokenizer: no vocabulary has fewer, none has more."""

from __future__ import annotations

import re

from answerback.values.answer import Choice
from answerback.wire.openai import Reading

_LATIN = re.compile(r"[A-Za-z]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def least(text: str) -> int:
    """Return how many tokens a text has at least: pretokenizers part words; four Han characters are a long token."""
    return len(_LATIN.findall(text)) + len(_HAN.findall(text)) // 4


def most(text: str) -> int:
    """Return how many tokens a text has at most: one for each byte."""
    return len(text.encode())


def spoken(choice: Choice) -> str:
    """Return all that a model wrote in one choice: reasoning, content, names and arguments of calls."""
    calls = " ".join(f"{call.name} {call.arguments}" for call in choice.tool_calls)
    return "\n".join(part for part in (choice.thought, choice.text, calls) if part)


def per_word(short: Reading, longer: Reading, words: int) -> float | None:
    """Return as how many tokens the service counts one of so many words by which two prompts differ (at most 1).

    None where its count does not grow; 1 where nothing is known.
    """
    one, two = short.answer.usage, longer.answer.usage
    if one is None or two is None or one.prompt is None or two.prompt is None:
        return 1.0
    slope = (two.prompt - one.prompt) / words
    return min(slope, 1.0) if slope > 0.1 else None
