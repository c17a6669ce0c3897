"""Code words spread over a long text: listed as far as the text came through."""

from __future__ import annotations

import re

from answerback.sim.intents import Talk, intent


@intent(6)
def code_words(talk: Talk) -> str | None:
    """`List all the code words.`"""
    if not re.search(r"\blist\b.{0,40}\bcode words\b", talk.last[-300:], re.IGNORECASE):
        return None
    text = "\n".join(str(turn.get("content") or "") for turn in talk.turns)
    found = list(dict.fromkeys(re.findall(r"code word is (\w+)", text)))
    if talk.weak and len(text) > 4000:
        found = found[-1:]
    return ", ".join(found) if found else "I do not see any code words."
