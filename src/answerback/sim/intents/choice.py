"""Questions with lettered options: the letter of the option that the open question is answered with."""

from __future__ import annotations

import re

import msgspec

from answerback.sim.intents import Talk, intent
from answerback.sim.intents.talk import capital, fact

_OPTION = re.compile(r"^\s*\(?([A-J])[.):]\s*(.+?)\s*$", re.MULTILINE)


@intent(28)
def choose(talk: Talk) -> str | None:
    """`What is the capital of France? A. Rome B. Paris …`, each option on a line of its own."""
    options = _OPTION.findall(talk.last)
    if len(options) < 2:
        return None
    if talk.weak:
        return str(options[0][0])
    stem = talk.last[: talk.last.index(options[0][1])]
    asked = msgspec.structs.replace(talk, last=stem)
    known = str(capital(asked) or fact(asked) or "").lower()
    return next((str(letter) for letter, text in options if text.lower() in known), str(options[0][0]))
