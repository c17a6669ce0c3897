"""Long prompts with code words at known depths, and what an answer says of how much of them was read."""

from __future__ import annotations

from answerback.checks.probes import words
from answerback.values.asks import Message
from answerback.wire.openai import Reading

NEEDLES = ("amber", "falcon", "violin", "cactus", "harbor")
"""At the start, a quarter, the middle, three quarters and the end of the text."""
ORDINALS = ("first", "second", "third", "fourth", "fifth")
QUESTION = "Five code words were mentioned above. List all the code words, separated by commas, and nothing else."
ANSWER_TOKENS = 48
FULL = 0.9
"""A prompt counted as less than this share of its words was not read whole."""


def _sentence(number: int) -> str:
    return f" The {ORDINALS[number]} code word is {NEEDLES[number]}."


def haystack(size: int) -> str:
    """Return a text of at least `size` tokens with the code words in it and the question at its end."""
    part = size // (len(NEEDLES) - 1)
    text = _sentence(0).strip()
    for number in range(1, len(NEEDLES)):
        text += words(part) + "." + _sentence(number)
    return f"{text}\n\n{QUESTION}"


def turns(size: int, each: int = 160) -> tuple[Message, ...]:
    """Return the same as a conversation of many turns of about `each` words."""
    count = max(len(NEEDLES), size // each)
    depths = [round(number * (count - 1) / (len(NEEDLES) - 1)) for number in range(len(NEEDLES))]
    messages: list[Message] = []
    for turn in range(count):
        said = "".join(_sentence(number) for number, depth in enumerate(depths) if depth == turn).strip()
        messages.append({"role": "user", "content": f"{said}{words(each)}.".strip()})
        messages.append({"role": "assistant", "content": "Noted."})
    messages.append({"role": "user", "content": QUESTION})
    return tuple(messages)


def found(reading: Reading) -> tuple[str, ...]:
    """Return the code words that an answer names, reasoning included."""
    choice = reading.answer.first
    said = f"{choice.thought} {choice.text}".lower() if choice is not None else ""
    return tuple(word for word in NEEDLES if word in said)


def lost(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the depths whose code words are missing: `start`, `middle`, `end`."""
    gone = []
    if NEEDLES[0] not in names:
        gone.append("start")
    if any(word not in names for word in NEEDLES[1:-1]):
        gone.append("middle")
    if NEEDLES[-1] not in names:
        gone.append("end")
    return tuple(gone)
